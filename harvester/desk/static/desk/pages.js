// Pictures of pages: asked for again while they are being drawn; the evidence of the field one is at stands out.
"use strict";
(() => {
  const TRIES = 8;

  function again(picture) {
    const name = picture.tagName.toLowerCase() === "img" ? "src" : "href";
    const address = picture.dataset.address ?? picture.getAttribute(name);
    const tries = Number(picture.dataset.tries ?? 0);
    if (tries >= TRIES) return;
    picture.dataset.address = address;
    picture.dataset.tries = tries + 1;
    window.setTimeout(() => {
      picture.setAttribute(name, `${address}${address.includes("?") ? "&" : "?"}again=${tries + 1}`);
    }, 1000 * (tries + 1));
  }

  function listen(picture) {
    picture.addEventListener("error", () => again(picture));
    if (picture.complete && picture.naturalWidth === 0) again(picture); // it failed before we listened
  }

  function markEvidence(event) {
    const field = event.target.closest("[data-field]");
    if (!field) return;
    for (const group of document.querySelectorAll("[data-evidence]")) {
      group.classList.toggle("chosen", group.dataset.evidence.split(" ").includes(field.dataset.field));
    }
  }

  for (const picture of document.querySelectorAll("[data-page-image]")) listen(picture);
  document.addEventListener("htmx:load", (event) => {
    for (const picture of event.target.querySelectorAll?.("[data-page-image]") ?? []) listen(picture);
  });
  document.addEventListener("focusin", markEvidence);
})();
