// Copying of citations. Without it the text is there to be marked by hand.
"use strict";

if (navigator.clipboard) {
  for (const button of document.querySelectorAll("button.copy")) {
    const text = document.getElementById(button.dataset.copy);
    const said = button.parentElement.querySelector(".copied");
    button.hidden = false;
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(text.textContent.trim());
        said.textContent = "Copied.";
      } catch {
        said.textContent = "The browser does not allow it: mark the text and copy it.";
      }
    });
  }
}
