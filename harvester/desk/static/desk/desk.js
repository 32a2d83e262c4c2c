// Keys of the desk. A key presses what carries data-key on the page, so it does nothing where there is nothing
// for it; and whatever a key does can be done without it, and without this file.
"use strict";
(() => {
  const SWITCH = "desk.keys";
  const TYPING = "textarea, select, input:not([type=radio]):not([type=checkbox]):not([type=submit]):not([type=button])";
  const REACHABLE = "a[href], button:not([disabled]), input:not([type=hidden]):not([disabled]), select, textarea, summary";
  const one = (selector, within = document) => within.querySelector(selector);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const seen = (element) => element.getClientRects().length > 0;
  let leaving = false; // a form is on its way: a second press must not send it again
  let edited = false;

  // ------------------------------------------------------------ saying

  const region = document.createElement("div");
  region.className = "hidden";
  region.setAttribute("role", "status");
  region.setAttribute("aria-live", "polite");
  region.id = "desk-said";
  document.body.append(region);

  function say(words) {
    region.textContent = "";
    window.setTimeout(() => { region.textContent = words; }, 60);
  }

  // What a page says of the last act was there when it was loaded; it is read out when it is put there anew.
  function repeatMessages() {
    const words = all("#messages [data-said]").map((element) => element.textContent.trim()).join(" ");
    if (words) say(words);
  }

  // ------------------------------------------------------------ keys on and off

  function keysOn() {
    try { return localStorage.getItem(SWITCH) !== "off"; } catch { return true; }
  }

  function showSwitch() {
    for (const place of all("[data-keys-switch]")) {
      place.hidden = false;
      const box = one("input", place);
      box.checked = keysOn();
      box.addEventListener("change", () => {
        try { localStorage.setItem(SWITCH, box.checked ? "on" : "off"); } catch { /* not kept, then */ }
        say(box.checked ? "Single keys are on." : "Single keys are off.");
      });
    }
  }

  function showKeys() {
    const dialog = one("dialog#keys");
    if (dialog) dialog.showModal();
    return dialog !== null;
  }

  // ------------------------------------------------------------ pressing

  const openPanel = () => all("details[data-panel][open]").pop() ?? null;

  function press(element) {
    if (element.tagName === "SUMMARY") {
      const panel = element.parentElement;
      panel.open = true;
      const first = all(REACHABLE, panel).find((inside) => inside !== element && seen(inside));
      (first ?? element).focus();
      if (panel.dataset.panel) say(panel.dataset.panel);
    } else if (element.matches(TYPING)) {
      element.focus();
      if (element.select) element.select();
    } else {
      element.click();
    }
  }

  function marked(key) {
    const selector = `[data-key="${CSS.escape(key)}"]`;
    const panel = openPanel();
    const found = [...(panel ? all(selector, panel) : []), ...all(`main ${selector}`), ...all(selector)];
    return found.find((element) => seen(element) && !element.disabled) ?? null;
  }

  // ------------------------------------------------------------ values offered for a field

  function currentGroup() {
    const field = document.activeElement.closest("[data-field]");
    return (field && one("[data-choices]", field)) ?? one("[data-choices][data-current]");
  }

  function markGroup(group) {
    for (const other of all("[data-choices]")) other.toggleAttribute("data-current", other === group);
    const folded = group.closest("details");
    if (folded && !folded.dataset.panel) folded.open = true;
  }

  function choose(group, digit) {
    const row = one(`[data-digit="${digit}"]`, group);
    if (!row) return false;
    const box = one("input[type=checkbox]", row);
    if (box) {
      box.click();
      edited = true;
      say(`${one("[data-words]", row).textContent.trim()}: ${box.checked ? "chosen" : "no longer chosen"}`);
      return true;
    }
    const radio = one("input[type=radio]", row);
    radio.checked = true;
    radio.dispatchEvent(new Event("change", { bubbles: true }));
    row.scrollIntoView({ block: "nearest" });
    return true;
  }

  function chosen(radio) {
    const group = radio.closest("[data-choices]");
    const field = group.closest("[data-field]");
    markGroup(group);
    edited = true;
    const box = one("[data-box]", field);
    if (radio.value.startsWith("=")) box.value = radio.dataset.shown ?? radio.value.slice(1);
    if (radio.value === "") box.value = one("[data-was]", field).value;
    say(`${group.dataset.choices}: ${one("[data-words]", radio.closest("label")).textContent.trim()}`);
  }

  function typedInto(box) {
    edited = true;
    const field = box.closest("[data-field]");
    const own = field && one('[data-choices] input[value=""]', field);
    if (own) own.checked = true;
  }

  // ------------------------------------------------------------ another page of the document

  // Only the document's side is loaded, so that what was typed into the form stays.
  function turnPage(link) {
    if (!window.htmx || !link.getAttribute("href").startsWith("?")) return false;
    const again = link.rel ? `a[rel="${link.rel}"]` : "h2";
    const swap = { target: "#page-view", select: "#page-view", swap: "outerHTML" };
    window.htmx.ajax("GET", link.getAttribute("href").split("#")[0], swap).then(() => {
      const view = one("#page-view");
      (one(again, view) ?? one("h2", view)).focus();
      const where = one("figcaption span", view);
      if (where) say(where.textContent);
    });
    return true;
  }

  // ------------------------------------------------------------ rows of a list

  const rowHere = () => document.activeElement.closest("[data-row]");
  const boxOf = (row) => (row ? one("input[type=checkbox]", row) : null);

  function step(by) {
    const rows = all("[data-row]");
    const here = rows.indexOf(rowHere());
    const next = here < 0 ? (by > 0 ? 0 : rows.length - 1) : here + by;
    if (rows[next]) { one("[data-open]", rows[next]).focus(); return; }
    const page = one(`[data-key="${by > 0 ? "j" : "k"}"]`);
    if (page) press(page); else say(by > 0 ? "This is the last." : "This is the first.");
  }

  function countTicked() {
    const ticked = all("[data-row] input[type=checkbox]:checked").length;
    for (const place of all("[data-ticked]")) place.textContent = `${ticked} selected`;
    return ticked;
  }

  function tick() {
    const box = boxOf(rowHere());
    if (!box) return false;
    box.checked = !box.checked;
    const number = countTicked();
    say(`${box.checked ? "Selected" : "No longer selected"}; ${number} selected.`);
    return true;
  }

  // An act on a list where nothing is selected is meant for the row one is at.
  function tickHere(key) {
    const bar = one("[data-bulk]");
    const box = boxOf(rowHere());
    if (bar && box && one(`[data-key="${CSS.escape(key)}"]`, bar) && countTicked() === 0) {
      box.checked = true;
      countTicked();
    }
  }

  // ------------------------------------------------------------ one key

  function leave() {
    const panel = openPanel();
    const here = document.activeElement;
    if (panel) {
      panel.open = false;
      one("summary", panel).focus();
    } else if (here.matches(TYPING)) {
      here.blur();
    } else if (edited) {
      say("What was changed here is not saved yet.");
    } else {
      const back = marked("Escape");
      if (back) press(back);
    }
  }

  function digit(key) {
    const panel = openPanel();
    if (panel) {
      const inside = all(`[data-digit="${key}"]`, panel).find(seen);
      if (inside) press(inside);
      return inside !== undefined;
    }
    const group = currentGroup();
    return group !== null && choose(group, key);
  }

  function pressed(key) {
    if (/^[1-9]$/.test(key)) return digit(key);
    if (key === "?" && showKeys()) return true;
    if ((key === "j" || key === "k") && one("[data-row]")) { step(key === "j" ? 1 : -1); return true; }
    if (key === "x" && tick()) return true;
    if (key.length !== 1) return false;
    tickHere(key);
    const element = marked(key);
    if (element) press(element);
    else if (key === "j" || key === "k") say(key === "j" ? "This is the last." : "This is the first.");
    return element !== null;
  }

  function onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented) return;
    if (one("dialog[open]")) return;
    const here = document.activeElement;
    if (event.key === "Escape") { leave(); event.preventDefault(); return; }
    if (event.key === "Enter" && here.dataset.submits) {
      document.getElementById(here.dataset.submits).click(); // not the form's first button
      event.preventDefault();
      return;
    }
    if (leaving || !keysOn() || here.matches(TYPING) || here.isContentEditable) return;
    if (pressed(event.key)) event.preventDefault();
  }

  // ------------------------------------------------------------ what happens on the page

  document.addEventListener("keydown", onKey);
  document.addEventListener("change", (event) => {
    const at = event.target;
    if (at.matches("[data-choices] input[type=radio]")) chosen(at);
    if (at.matches("[data-box]")) typedInto(at);
    if (at.matches("[data-row] input[type=checkbox]")) countTicked();
    if (at.matches("[data-all]")) {
      for (const box of all("[data-row] input[type=checkbox]")) box.checked = at.checked;
      say(`${countTicked()} selected.`);
    }
  });
  document.addEventListener("input", (event) => { if (event.target.matches("[data-box]")) typedInto(event.target); });
  document.addEventListener("focusin", (event) => {
    const field = event.target.closest("[data-field]");
    const group = field && one("[data-choices]", field);
    if (group && seen(group)) markGroup(group);
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-show-keys]") && showKeys()) event.preventDefault();
    const link = event.target.closest("#page-view a[href], a[data-turns-page]");
    const plain = !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0;
    if (link && plain && turnPage(link)) event.preventDefault();
  });
  document.addEventListener("submit", (event) => {
    if (event.target.closest("[hx-post]")) return; // htmx sends it, and the page stays
    if (leaving) { event.preventDefault(); return; }
    if (event.target.method !== "post") return;
    leaving = true;
    edited = false;
    window.setTimeout(() => { leaving = false; }, 10000); // it came to nothing
  });
  window.addEventListener("beforeunload", (event) => { if (edited && !leaving) event.preventDefault(); });
  window.addEventListener("pageshow", () => { leaving = false; });

  showSwitch();
  repeatMessages();
  countTicked();
  const doubtful = one("[data-doubtful] [data-choices]"); // the gravest doubt comes first
  if (doubtful) markGroup(doubtful);
  const first = location.hash === "" ? one("[data-focus]") : null;
  if (first && document.activeElement === document.body) first.focus({ preventScroll: true });
})();
