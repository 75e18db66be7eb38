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
    script.addEventListener("load", catchUp);
    document.head.append(script);
  };

  // What somebody typed before htmx listened is told to it now.
  const catchUp = () => {
    for (const field of document.querySelectorAll(".xi-invoice input, .xi-invoice textarea")) {
      if (field.value === field.defaultValue && field.checked === field.defaultChecked) continue;
      for (const name of ["input", "change"]) {
        field.dispatchEvent(new Event(name, { bubbles: true }));
      }
    }
  };

  /* ---- the dialog over the deal page -------------------------------------------------- */

  let dialog = null;

  const theDialog = () => {
    if (dialog) return dialog;
    dialog = document.createElement("dialog");
    dialog.className = "xi xi-dialog";
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
      const title = target.querySelector("[data-xi-title], #xi-invoice-title, h1");
      if (title?.id) target.setAttribute("aria-labelledby", title.id);
      target.classList.toggle("xi-dialog--small", Boolean(target.querySelector(".xi-act, .xi-error")));
      if (!target.open) target.showModal();
      title?.focus();
    });
  };

  // What a dialog was opened for is done: close it, or leave the page that it is without one.
  document.addEventListener("xi:done", (event) => {
    if (!dialog?.open) return window.location.assign(event.detail.url);
    dialog.close();
    announce(event.detail.message);
  });

  // A refusal is a page with a reason: inside the dialog it is shown like any other answer.
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr, target } = event.detail;
    if (!dialog?.contains(target) || target.closest(".xi-invoice") || xhr.status < 400) return;
    const type = xhr.getResponseHeader("Content-Type") ?? "";
    if (!type.startsWith("text/html") || xhr.status >= 500) return;
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  });

  let voice = null;

  const announce = (text) => {
    if (!voice) {
      voice = document.createElement("div");
      voice.className = "xi xi-hidden";
      voice.setAttribute("role", "status");
      document.body.append(voice);
    }
    voice.textContent = text;
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

  /* ---- the panel follows the news ------------------------------------------------------- */

  const LOOK_EVERY = 2000;
  const panels = () => document.querySelectorAll("[data-xi-panel]");

  // Only while somebody can see it. The server answers nothing when nothing differs, so menus
  // and focus stay as they are; a panel that may not be read any more is left alone.
  const look = () => {
    if (!window.htmx || document.visibilityState !== "visible") return;
    for (const panel of panels()) {
      const polls = panel.getAttribute("hx-trigger")?.includes("every");
      const busy = panel.matches(".htmx-request") || panel.querySelector(".htmx-request");
      if (!polls && !busy && !panel.dataset.xiLeftAlone) window.htmx.trigger(panel, "xi:refresh");
    }
  };
  setInterval(look, LOOK_EVERY);
  document.addEventListener("visibilitychange", look);

  document.addEventListener("htmx:responseError", (event) => {
    const denied = [401, 403, 404].includes(event.detail.xhr?.status);
    if (!denied || !event.target.matches?.("[data-xi-panel]")) return;
    event.target.dataset.xiLeftAlone = "1";
    const place = event.target.querySelector("[data-xi-live]");
    if (place && event.detail.xhr.status !== 401) place.textContent = event.target.dataset.xiGone;
  });

  // A swap brings closed menus: what was open is opened again before anybody sees it.
  let openMenus = [];

  document.addEventListener("htmx:beforeSwap", (event) => {
    const { target, shouldSwap } = event.detail;
    // A look that found nothing new swaps nothing, and another swap must open nothing.
    const swaps = shouldSwap && target.matches?.("[data-xi-panel]");
    const open = swaps ? target.querySelectorAll("details[open][id]") : [];
    openMenus = [...open].map((menu) => menu.id);
  });
  document.addEventListener("htmx:afterSwap", () => {
    for (const id of openMenus.splice(0)) document.getElementById(id)?.setAttribute("open", "");
    dress();
  });

  /* ---- menus ----------------------------------------------------------------------------- */

  const closeMenus = (except) => {
    for (const menu of document.querySelectorAll("details[data-xi-menu][open]")) {
      if (menu !== except) menu.removeAttribute("open");
    }
  };

  document.addEventListener("click", (event) => {
    const menu = event.target.closest?.("details[data-xi-menu]");
    closeMenus(event.target.closest?.("a, button") ? null : menu);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || dialog?.open) return;
    const menu = document.querySelector("details[data-xi-menu][open]");
    if (!menu) return;
    const inside = menu.contains(document.activeElement);
    closeMenus();
    if (inside) menu.querySelector("summary").focus();
  });

  /* ---- presses ------------------------------------------------------------------------ */

  // Links, as a host's form may stand around the panel and forms can't be nested; they answer
  // the space bar as buttons do.
  document.addEventListener("keydown", (event) => {
    if (event.key !== " " || !event.target.matches?.("a[data-xi-press]")) return;
    event.preventDefault();
    event.target.click();
  });

  /* ---- small comforts --------------------------------------------------------------------- */

  const UNITS = [["second", 60], ["minute", 60], ["hour", 24], ["day", Infinity]];

  const ago = (moment, language) => {
    let count = Math.max(0, Math.round((Date.now() - moment) / 1000));
    const words = new Intl.RelativeTimeFormat(language);
    for (const [unit, size] of UNITS) {
      if (count < size) return words.format(-count, unit);
      count = Math.floor(count / size);
    }
    return "";
  };

  // Dates as ages, and the buttons that need a script.
  const dress = () => {
    for (const time of document.querySelectorAll("time[data-xi-ago]")) {
      time.title ||= time.textContent;
      const text = ago(Date.parse(time.dateTime), time.closest("[lang]")?.lang || "en");
      if (time.textContent !== text) time.textContent = text;
    }
    for (const button of document.querySelectorAll("button[data-xi-copy][hidden]")) {
      button.hidden = false;
    }
  };
  setInterval(dress, 1000);

  document.addEventListener("click", async (event) => {
    const button = event.target.closest?.("button[data-xi-copy]");
    if (!button) return;
    const field = document.getElementById(button.dataset.xiCopy);
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
    } catch {
      document.execCommand("copy");
    }
    button.textContent = button.dataset.xiCopied;
    announce(button.dataset.xiCopied);
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

  /* ---- settings that a person leaves without saving --------------------------------------- */

  // Sent as a beacon, which outlives the page: after a pause, and whatever is left when the
  // person goes. Not at once, so that a press on Save is not overtaken by it.
  const TYPING = 500;
  let entered = null;
  let pause = 0;

  const keepEntered = () => {
    clearTimeout(pause);
    if (!entered) return;
    const values = new FormData(entered);
    values.set("keep", "unseen");
    navigator.sendBeacon(entered.action, values);
    entered = null;
  };

  document.addEventListener("input", (event) => {
    entered = event.target.closest?.("form[data-xi-keep]") ?? entered;
    clearTimeout(pause);
    pause = setTimeout(keepEntered, TYPING);
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest?.("a[href]")) keepEntered();
  });
  document.addEventListener("submit", (event) => {
    if (event.target === entered) entered = null;
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") keepEntered();
  });
  window.addEventListener("pagehide", keepEntered);

  /* ---- leaving for Xero -------------------------------------------------------------- */

  // Where the host's policy says form-action 'self', no answer to a form leads elsewhere; a
  // script may go there. Whatever else is answered is shown by the form itself.
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.matches("form[data-xi-leave]")) return;
    event.preventDefault();
    const headers = { "HX-Request": "true" };
    form.inert = true;
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers })
      .catch(() => null);
    form.inert = false;
    const xero = answer?.headers.get("HX-Redirect");
    if (xero) window.location.assign(xero);
    else form.submit();
  });

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
  const placeFor = (element) =>
    element.closest?.(".xi-invoice, .xi-act, [data-xi-press]")
      ?.closest(".xi-invoice, .xi-act, .xi-panel")
      .querySelector("[data-xi-live]");

  const failed = (event) => {
    const place = placeFor(event.target);
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
    const place = placeFor(event.target);
    if (place && event.detail.successful) place.textContent = "";
  });

  // Not before the page is complete: only then is it sure that the host brings no htmx, and
  // that htmx starts at once.
  if (document.readyState === "complete") loadHtmx();
  else window.addEventListener("load", loadHtmx);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", dress);
  else dress();
})();
