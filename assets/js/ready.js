// ready runs what needs the document once that is there.
export const ready = (run) =>
  document.readyState === "loading" ? document.addEventListener("DOMContentLoaded", run) : run();
