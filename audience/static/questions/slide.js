// A slide: nothing to answer, only to read, while the stage shows it.

import { passages } from "../../shared/told.js";

export const slide = {
  read: () => null,

  fill() {},

  attend: () => "",

  holds: () => false,

  tell: ({ told = [] }) => passages(told),
};
