/* Progressive enhancement for the screens of xero_integration; every screen works without it.
   Uses the host's htmx when the page has one, else loads ours. No eval, no inline style. */
(() => {
  "use strict";
  if (window.xeroIntegration) return;
  window.xeroIntegration = true;
  const htmxSource = document.currentScript?.dataset.htmx;

  /* ---- htmx --------------------------------------------------------------------------- */

  // Read by htmx when it starts: no eval, and no style element that a strict CSP would block.
  const configure = () => {
    if (document.querySelector('meta[name="htmx-config"]')) return;
    const meta = document.createElement("meta");
    meta.name = "htmx-config";
    meta.content = JSON.stringify({ includeIndicatorStyles: false, allowEval: false });
    document.head.append(meta);
  };

  const loadHtmx = () => {
    if (window.htmx || !htmxSource) return;
    configure();
    const script = document.createElement("script");
    script.src = htmxSource;
    document.head.append(script);
  };

  /* ---- the dialog over the deal page -------------------------------------------------- */

  let dialog = null;

  const theDialog = () => {
    if (dialog) return dialog;
    dialog = document.createElement("dialog");
    dialog.className = "xi xi-dialog";
    dialog.setAttribute("aria-labelledby", "xi-invoice-title");
    dialog.addEventListener("close", closed);
    document.body.append(dialog);
    return dialog;
  };

  // The draft may have changed: the panel says so. Escape and the button both come here, and
  // the browser puts the focus back where it was.
  const closed = () => {
    dialog.replaceChildren();
    for (const panel of document.querySelectorAll("[data-xi-panel]")) {
      window.htmx.trigger(panel, "xi:refresh");
    }
  };

  const openDialog = (url) => {
    const target = theDialog();
    window.htmx.ajax("GET", url, { target, swap: "innerHTML" }).then(() => {
      if (!target.firstElementChild) return;
      if (!target.open) target.showModal();
      target.querySelector("#xi-invoice-title")?.focus();
    });
  };

  const plainClick = (event) =>
    event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);

  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[data-xi-dialog], a[data-xi-close], a[data-xi-jump]");
    if (!link || !plainClick(event)) return;
    if (link.matches("[data-xi-jump]")) return jump(event, link);
    if (link.matches("[data-xi-close]")) {
      if (!dialog?.open) return;
      event.preventDefault();
      dialog.close();
    } else if (window.htmx && window.HTMLDialogElement) {
      event.preventDefault();
      openDialog(link.href);
    }
  });

  /* ---- focus -------------------------------------------------------------------------- */

  const jump = (event, link) => {
    const target = document.getElementById(link.hash.slice(1));
    if (!target) return;
    event.preventDefault();
    target.querySelector("details")?.setAttribute("open", "");
    target.scrollIntoView({ block: "center" });
    target.focus({ preventScroll: true });
  };

  /* ---- while the whole form is on its way ------------------------------------------------ */

  // The answer replaces the form; what somebody typed meanwhile would be lost unseen.
  let waited = null;

  document.addEventListener("htmx:beforeRequest", (event) => {
    if (!event.target.matches("#xi-invoice")) return;
    waited = document.activeElement;
    event.target.inert = true;
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    if (!event.target.matches("#xi-invoice")) return;
    event.target.inert = false;
    if (!event.detail.successful) waited?.focus();
  });

  /* ---- failures of a swap ------------------------------------------------------------- */

  // A 403, a 500 or a lost network must not look as if everything were saved.
  const failed = (event) => {
    const place = event.target.closest?.(".xi-invoice")?.querySelector("[data-xi-live]");
    if (place) place.textContent = reason(event.detail.xhr) || place.dataset.xiFailed;
  };

  const reason = (xhr) => {
    const type = xhr?.getResponseHeader("Content-Type") ?? "";
    if (!type.startsWith("text/html") || xhr.status >= 500) return "";
    const page = new DOMParser().parseFromString(xhr.responseText, "text/html");
    return page.querySelector(".xi-alert__text")?.textContent.trim() ?? "";
  };

  document.addEventListener("htmx:responseError", failed);
  document.addEventListener("htmx:sendError", failed);
  document.addEventListener("htmx:afterOnLoad", (event) => {
    const place = event.target.closest?.(".xi-invoice")?.querySelector("[data-xi-live]");
    if (place && event.detail.successful) place.textContent = "";
  });

  // Not before the page is complete: only then is it sure that the host brings no htmx, and
  // that htmx starts at once.
  if (document.readyState === "complete") loadHtmx();
  else window.addEventListener("load", loadHtmx);
})();
