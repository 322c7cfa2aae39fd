/* The sending page lives while it sends: every few seconds its changing part is fetched and put in the old one's place.
   Without this script the page reloads itself whole (meta refresh). What is open is left as it is; the focus stays where it was. */
(function () {
  "use strict";
  var live = document.querySelector("[data-live]");
  if (!live) return;

  function wait() {
    setTimeout(renew, 1000 * Number(live.dataset.renews));
  }

  function isBusy() {
    return document.hidden || live.querySelector("details[open]");
  }

  function focusable() {
    return Array.from(live.querySelectorAll("a, button, summary"));
  }

  function renew() {
    if (isBusy()) return wait();
    fetch(location.pathname, { credentials: "same-origin", headers: { "X-Requested-With": "XMLHttpRequest" } })
      .then(function (answer) {
        if (!answer.ok || answer.redirected) throw new Error(answer.status);
        return answer.text();
      })
      .then(function (text) {
        var fresh = new DOMParser().parseFromString(text, "text/html").querySelector("[data-live]");
        if (!fresh) throw new Error("no sending");
        if (isBusy()) return wait();
        var place = focusable().indexOf(document.activeElement);
        live.replaceWith(fresh);
        live = fresh;
        if (place >= 0 && focusable()[place]) focusable()[place].focus();
        count();
        if (live.dataset.renews) wait();
      })
      .catch(function () {
        live.dataset.stale = "yes";
        wait();
      });
  }

  /* The seconds in which a sending can be undone run down between two looks. */
  function count() {
    var left = live.querySelector("[data-seconds-left]");
    if (!left) return;
    var ends = Date.now() + 1000 * Number(left.dataset.secondsLeft);
    clearInterval(count.timer);
    count.timer = setInterval(function () {
      left.textContent = Math.max(0, Math.round((ends - Date.now()) / 1000));
    }, 500);
  }

  count();
  if (live.dataset.renews && window.fetch) wait();
})();
