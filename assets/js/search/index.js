// What is loaded when somebody searches.
export { dialog } from "./dialog.js";
export { page } from "./page.js";
