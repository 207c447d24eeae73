(function () {
  "use strict";
  var items = [].slice.call(document.querySelectorAll(".entries > li"));
  var find = document.getElementById("find"), none = document.getElementById("none");
  var boxes = [].slice.call(document.querySelectorAll("input[name=level]"));
  var words = items.map(function (item) { return item.textContent.toLowerCase(); });
  function filter() {
    var wanted = {}, text = find.value.trim().toLowerCase(), left = 0;
    boxes.forEach(function (box) { wanted[box.value] = box.checked; });
    items.forEach(function (item, at) {
      item.hidden = !wanted[item.dataset.level] || (text !== "" && words[at].indexOf(text) < 0);
      item.style.display = item.hidden ? "none" : "";
      if (!item.hidden) { left += 1; }
    });
    none.hidden = left > 0 || items.length === 0;
  }
  find.addEventListener("input", filter);
  boxes.forEach(function (box) { box.addEventListener("change", filter); });
  document.querySelector(".tools").addEventListener("submit", function (event) { event.preventDefault(); });
  document.getElementById("read").addEventListener("change", function (event) {
    document.body.classList.toggle("reading", event.target.checked);
  });
  // Twice: what was not drawn yet has its height only then.
  function show(id) {
    var place = id && document.getElementById(id);
    if (!place) { return; }
    place.scrollIntoView({ block: "center" });
    setTimeout(function () { place.scrollIntoView({ block: "center" }); }, 80);
  }
  document.addEventListener("click", function (event) {
    var link = event.target.closest && event.target.closest("a[href^='#c'], a[href^='#q']");
    if (link) { setTimeout(function () { show(link.getAttribute("href").slice(1)); }, 0); }
  });
  if (/^#c/.test(location.hash)) { show(location.hash.slice(1)); }
  var at = -1;
  function go(step) {
    var seen = items.filter(function (item) { return !item.hidden; });
    if (seen.length === 0) { return; }
    var now = seen.indexOf(items[at]);
    var next = seen[Math.max(0, Math.min(seen.length - 1, now + step))];
    at = items.indexOf(next);
    next.focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
    var link = next.querySelector("a[href^='#c']");
    if (link) { show(link.getAttribute("href").slice(1)); }
  }
  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey) { return; }
    if (event.target === find) {
      if (event.key === "Escape") { find.value = ""; filter(); find.blur(); }
      return;
    }
    if (event.key === "j" || event.key === "J") { go(1); event.preventDefault(); }
    if (event.key === "k" || event.key === "K") { go(-1); event.preventDefault(); }
    if (event.key === "/") { find.focus(); event.preventDefault(); }
  });
  window.addEventListener("hashchange", function () {
    var item = document.getElementById(location.hash.slice(1));
    var index = items.indexOf(item);
    if (index >= 0) {
      at = index;
      if (item.hidden) { find.value = ""; boxes.forEach(function (box) { box.checked = true; }); filter(); }
      item.focus({ preventScroll: true });
      item.scrollIntoView({ block: "nearest" });
    }
  });
})();
