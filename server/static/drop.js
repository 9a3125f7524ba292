// Lets a file be dropped on the form. The form works without it.
"use strict";
(() => {
  const zone = document.getElementById("drop");
  const file = document.getElementById("file");
  if (!zone || !file) return;
  document.getElementById("dropword").classList.remove("hidden");
  const over = (e) => {
    if (![...e.dataTransfer.types].includes("Files")) return;
    e.preventDefault();
    zone.classList.add("over");
  };
  document.addEventListener("dragenter", over);
  document.addEventListener("dragover", over);
  document.addEventListener("dragleave", (e) => { if (!e.relatedTarget) zone.classList.remove("over"); });
  document.addEventListener("drop", (e) => {
    zone.classList.remove("over");
    if (e.dataTransfer.files.length === 0) return;
    e.preventDefault();
    file.files = e.dataTransfer.files;
    file.focus();
  });
})();
