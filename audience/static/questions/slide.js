// A slide: nothing to answer, only to read (`drawMarked` of texts.js), while the stage shows it.

export const slide = {
  read: () => null,

  fill() {},

  attend: () => "",

  holds: () => false,
};
