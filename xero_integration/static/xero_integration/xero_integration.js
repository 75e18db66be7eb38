/* Progressive enhancement for the screens of xero_integration; every screen works without it.
   Uses the host's htmx when the page has one, else loads ours. No eval, no inline style. */
(() => {
  "use strict";
  if (window.xeroIntegration) return;
  window.xeroIntegration = true;
  const htmxSource = document.currentScript?.dataset.htmx;
})();
