// Adds the camera to a step that asks for a picture. The picture stays on the canvas: nothing here sends anything.
const camera = document.querySelector(".camera");
const { facing, ...texts } = camera.dataset;
const video = camera.querySelector("video");
const canvas = camera.querySelector("canvas");
const status = document.querySelector("[data-status]");
const next = document.querySelector("[data-next]");
const upload = document.querySelector(".upload");
const file = upload?.querySelector("input");
const buttons = Object.fromEntries(
  Array.from(camera.querySelectorAll("[data-do]"), (button) => [button.dataset.do, button]),
);
let stream = null;

/** Shows what belongs to "idle", "live" or "taken". */
function show(state) {
  camera.dataset.state = state;
  video.hidden = state !== "live";
  canvas.hidden = state !== "taken";
  buttons.start.hidden = state !== "idle";
  buttons.take.hidden = state !== "live";
  buttons.again.hidden = state !== "taken";
  next.hidden = state !== "taken";
  if (upload) upload.hidden = state !== "idle";
}

function say(name) {
  status.textContent = texts[name] ?? "";
  status.classList.toggle("bad", name === "refused" || name === "missing");
}

function stop() {
  for (const track of stream?.getTracks() ?? []) track.stop();
  stream = null;
}

async function start() {
  say("starting");
  try {
    // Where a page is not served securely there is no mediaDevices at all.
    stream = await navigator.mediaDevices.getUserMedia({
      video: { facingMode: facing, width: { ideal: 1920 }, height: { ideal: 1080 } },
      audio: false,
    });
    video.srcObject = stream;
    await video.play();
  } catch (error) {
    stop();
    show("idle");
    say(error.name === "NotFoundError" ? "missing" : "refused");
    const others = document.querySelector("details.others");
    if (others) others.open = true;
    return;
  }
  show("live");
  say("live");
  buttons.take.focus();
}

function draw(source, width, height) {
  canvas.width = width;
  canvas.height = height;
  canvas.getContext("2d").drawImage(source, 0, 0, width, height);
  // The picture is on the canvas now, so the form may go on without a file.
  if (file) file.required = false;
  show("taken");
  say("taken");
  next.focus();
}

buttons.start.addEventListener("click", start);
buttons.take.addEventListener("click", () => {
  draw(video, video.videoWidth, video.videoHeight);
  stop();
});
buttons.again.addEventListener("click", () => {
  if (file) {
    file.value = "";
    file.required = true;
  }
  show("idle");
  void start();
});
file?.addEventListener("change", async () => {
  const picture = file.files[0] && (await createImageBitmap(file.files[0]).catch(() => null));
  if (picture) draw(picture, picture.width, picture.height);
  // A file the browser cannot draw is still a choice.
  else next.hidden = !file.files[0];
});
window.addEventListener("pagehide", stop);

document.querySelector("[data-without-camera]")?.remove();
camera.hidden = false;
show("idle");

// Whoever has allowed the camera once is not asked again at every step.
const permission = await navigator.permissions?.query({ name: "camera" }).catch(() => null);
if (permission?.state === "granted") await start();
