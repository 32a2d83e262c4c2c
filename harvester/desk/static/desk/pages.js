// Pictures of pages: asked for again while they are being drawn; the evidence of the field one is at stands out.
// Loaded before the page, so that no picture fails unheard.
"use strict";
(() => {
  const TRIES = 8;
  const said = document.createElement("div"); // read out by screen readers

  function askAgain(picture) {
    const name = picture.tagName.toLowerCase() === "img" ? "src" : "href";
    const address = picture.dataset.address ?? picture.getAttribute(name);
    const tries = Number(picture.dataset.tries ?? 0) + 1;
    if (tries > TRIES) return;
    picture.dataset.address = address;
    picture.dataset.tries = tries;
    window.setTimeout(() => {
      picture.setAttribute(name, `${address}${address.includes("?") ? "&" : "?"}again=${tries}`);
    }, 1000 * tries);
  }

  function markEvidence(event) {
    const field = event.target.closest("[data-field]");
    if (!field) return;
    for (const group of document.querySelectorAll("[data-evidence]")) {
      group.classList.toggle("chosen", group.dataset.evidence.split(" ").includes(field.dataset.field));
    }
  }

  // A page that was put beside a list: which one is shown, said aloud, and brought into sight where it is not.
  function besideShown(event) {
    const beside = document.getElementById("beside");
    const link = event.detail.requestConfig?.elt;
    if (!beside || !link?.closest(".places")) return;
    for (const other of document.querySelectorAll(".hits [aria-current]")) other.removeAttribute("aria-current");
    link.setAttribute("aria-current", "true");
    link.closest("[data-row]").setAttribute("aria-current", "true");
    const box = beside.getBoundingClientRect();
    if (box.top > window.innerHeight - 100 || box.bottom < 100) beside.scrollIntoView({ block: "start" });
    said.textContent = `${beside.querySelector("h2").textContent} is shown.`;
  }

  // Words of two pages side by side: each box shows its first change, not the top of a page that is the same.
  function showChanges() {
    for (const box of document.querySelectorAll("#sheet .page-text")) {
      const change = box.querySelector("ins, del");
      if (change) box.scrollTop += change.getBoundingClientRect().top - box.getBoundingClientRect().top - 48;
    }
  }

  document.addEventListener("error", (event) => { // it does not bubble, but it can be caught on its way down
    if (event.target instanceof Element && event.target.hasAttribute("data-page-image")) askAgain(event.target);
  }, true);
  document.addEventListener("focusin", markEvidence);
  document.addEventListener("htmx:afterSettle", besideShown);
  document.addEventListener("DOMContentLoaded", () => {
    said.className = "hidden";
    said.setAttribute("role", "status");
    document.body.append(said);
    showChanges();
  });
})();
