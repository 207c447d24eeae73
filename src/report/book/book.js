(function () {
  "use strict";
  var find = document.getElementById("find"), left = document.getElementById("left");
  var sections = [].slice.call(document.querySelectorAll("section"));
  var rows = [].slice.call(document.querySelectorAll("section tr"));
  var words = rows.map(function (row) { return row.textContent.toLowerCase(); });
  function filter() {
    var parts = find.value.trim().toLowerCase().split(/\s+/).filter(Boolean), count = 0;
    rows.forEach(function (row, at) {
      row.hidden = !parts.every(function (part) { return words[at].indexOf(part) >= 0; });
      if (!row.hidden) { count += 1; }
    });
    sections.forEach(function (section) { section.hidden = !section.querySelector("tr:not([hidden])"); });
    left.textContent = parts.length === 0 ? "" : count + " / " + rows.length;
  }
  find.addEventListener("input", filter);
  find.form.addEventListener("submit", function (event) {
    event.preventDefault();
    var first = document.querySelector("section:not([hidden]) tr:not([hidden]) a");
    if (first) { window.location.href = first.getAttribute("href"); }
  });
  document.addEventListener("keydown", function (event) {
    if (event.key === "/" && document.activeElement !== find) { event.preventDefault(); find.focus(); }
  });
})();
