// What is loaded when somebody searches.
export { dialog } from "./dialog.js";
export { page } from "./page.js";
export { Index } from "./index-file.js";
export { find } from "./find.js";
export { show } from "./show.js";
