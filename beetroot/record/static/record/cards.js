/* Keys for the cards of a story's facts. Without this file every button is still there. */
"use strict";
(function () {
  const cards = Array.from(document.querySelectorAll("[data-record-card]"));
  const follow = (what) => { const link = document.querySelector(what); if (link) link.click(); };
  if (!cards.length) {
    document.addEventListener("keydown", (event) => {
      if (event.target.closest("input, textarea, select") || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === "n") follow("[data-record-more]");
    });
    return;
  }
  document.querySelectorAll("[data-record-keys]").forEach((keys) => { keys.hidden = false; });
  const open = cards.filter((card) => card.hasAttribute("data-open"));
  let current = document.getElementById(window.location.hash.slice(1)) || open[0] || cards[0];
  const go = (card) => {
    if (!card) return;
    current = card;
    card.focus({ preventScroll: true });
    card.scrollIntoView({ block: "center" });
  };
  const beside = (step) => {
    const among = open.length ? open : cards;
    const place = among.indexOf(current);
    if (place >= 0) return among[place + step];
    const after = among.filter((card) => cards.indexOf(card) > cards.indexOf(current));
    return step > 0 ? after[0] : among[among.length - after.length - 1];
  };
  const press = (what) => {
    const button = current.querySelector(what);
    if (button) button.click();
  };
  const keys = {
    c: () => press("[data-record-confirm]"),
    g: () => press("[data-record-given]"),
    t: () => press("[data-record-got]"),
    r: () => press("[data-record-reject]"),
    e: () => press("[data-record-edit]"),
    s: () => go(beside(1)),
    j: () => go(beside(1)),
    k: () => go(beside(-1)),
    n: () => follow("[data-record-more]"),
    w: () => follow("[data-record-words]"),
  };
  cards.forEach((card) => card.addEventListener("focusin", () => { current = card; }));
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input:not([type=hidden]), textarea, select, [contenteditable]");
    if (typing || event.ctrlKey || event.metaKey || event.altKey || !keys[event.key]) return;
    event.preventDefault();
    keys[event.key]();
  });
  go(current);
})();
