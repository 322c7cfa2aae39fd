/* While a story is typed: asks the record about its words and shows what it knows. Nothing is kept of what is sent. */
"use strict";
(function () {
  const place = document.querySelector("[data-record-warnings]");
  const form = document.getElementById("page-edit-form");
  if (!place || !form) return;
  const list = place.querySelector("ul");
  const token = form.querySelector("[name=csrfmiddlewaretoken]");
  let timer = 0;
  let asked = "";
  const words = () => Array.from(form.querySelectorAll("[contenteditable=true], textarea:not([hidden]), input[type=text]"))
    .map((field) => field.value === undefined ? field.innerText : field.value).join("\n");
  const show = (warnings) => {
    list.replaceChildren(...warnings.map((one) => {
      const line = document.createElement("li");
      line.textContent = one.text;
      line.title = one.sentence;
      return line;
    }));
    place.hidden = !warnings.length;
  };
  const ask = () => {
    const text = words();
    if (text === asked) return;
    asked = text;
    const body = new FormData();
    body.append("text", text);
    fetch(place.dataset.recordWarnings, { method: "POST", body, headers: { "X-CSRFToken": token ? token.value : "" } })
      .then((answer) => answer.ok ? answer.json() : { warnings: [] })
      .then((found) => show(found.warnings))
      .catch(() => show([]));
  };
  const soon = () => { window.clearTimeout(timer); timer = window.setTimeout(ask, 1200); };
  form.addEventListener("input", soon);
  form.addEventListener("keyup", soon);
  soon();
})();
