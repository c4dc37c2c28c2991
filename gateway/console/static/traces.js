// The tracing pages: a photo dropped in, its progress, and the screen's corners moved by hand.
"use strict";

const upload = document.querySelector("[data-upload]");
if (upload) {
  const drop = upload.querySelector("[data-drop]");
  const file = upload.querySelector("input[type=file]");
  const bar = upload.querySelector("[data-progress]");
  for (const name of ["dragenter", "dragover"]) {
    drop.addEventListener(name, (event) => {
      event.preventDefault();
      drop.classList.add("over");
    });
  }
  for (const name of ["dragleave", "drop"]) drop.addEventListener(name, () => drop.classList.remove("over"));
  drop.addEventListener("drop", (event) => {
    event.preventDefault();
    if (event.dataTransfer.files.length === 1) file.files = event.dataTransfer.files;
  });
  upload.addEventListener("submit", (event) => {
    event.preventDefault();
    const request = new XMLHttpRequest();
    bar.hidden = false;
    request.upload.addEventListener("progress", (sent) => (bar.value = sent.total ? sent.loaded / sent.total : 0));
    request.addEventListener("load", () => {
      if (request.status < 400) return window.location.assign(request.responseURL);
      document.open();
      document.write(request.responseText);
      document.close();
    });
    request.addEventListener("error", () => upload.submit());
    request.open("POST", upload.action || window.location.href);
    request.send(new FormData(upload));
  });
}

const waiting = document.querySelector("[data-wait]");
if (waiting) {
  const look = async () => {
    try {
      const told = await (await fetch(waiting.dataset.wait)).json();
      if (!told.reading) return window.location.reload();
    } catch (error) {
      await new Promise((done) => setTimeout(done, 3000));
    }
    look();
  };
  look();
}

const found = document.querySelector("[data-corners]");
const value = document.querySelector("[data-corners-value]");
if (found && value) {
  const drawing = found.querySelector("svg");
  const outline = drawing.querySelector("polygon");
  const corners = [...drawing.querySelectorAll("circle")];
  const place = (corner, x, y) => {
    const box = drawing.viewBox.baseVal;
    corner.setAttribute("cx", Math.min(Math.max(x, -box.width), 2 * box.width));
    corner.setAttribute("cy", Math.min(Math.max(y, -box.height), 2 * box.height));
    const points = corners.map((one) => [Number(one.getAttribute("cx")), Number(one.getAttribute("cy"))]);
    outline.setAttribute("points", points.map((point) => point.join(",")).join(" "));
    corner.setAttribute("aria-valuetext", `${Math.round(x)}, ${Math.round(y)}`);
    value.value = JSON.stringify(points);
  };
  for (const corner of corners) {
    corner.addEventListener("pointerdown", (event) => {
      corner.setPointerCapture(event.pointerId);
      event.preventDefault();
      corner.focus();
    });
    corner.addEventListener("pointermove", (event) => {
      if (!corner.hasPointerCapture(event.pointerId)) return;
      const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(drawing.getScreenCTM().inverse());
      place(corner, at.x, at.y);
    });
    corner.addEventListener("keydown", (event) => {
      const moves = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
      const move = moves[event.key];
      if (!move) return;
      event.preventDefault();
      const far = event.shiftKey ? 10 : 1;
      place(corner, Number(corner.getAttribute("cx")) + far * move[0], Number(corner.getAttribute("cy")) + far * move[1]);
    });
  }
}
