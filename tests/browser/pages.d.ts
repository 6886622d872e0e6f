// For the type check of the pages' scripts (make check): what they rely on and no module says.

/** plotly.js, a script of its own on pages that draw. */
declare var Plotly: {
  react(place: Element, data: unknown, layout: unknown, config?: unknown): Promise<Element>;
  purge(place: Element): void;
  toImage(figure: unknown, options: { format: string; width: number; height: number }): Promise<string>;
};
interface Window {
  Plotly?: typeof Plotly;
}

/**
 * Which element an id or a selector finds is said by the template, not by the script. So whatever is
 * found has the fields of every element that our templates use; a name that none of them has is
 * still an error.
 */
interface Element {
  action: any;
  alt: any;
  blur(): void;
  checked: any;
  close(): void;
  content: any;
  dataset: any;
  disabled: any;
  elements: any;
  focus(options?: FocusOptions): void;
  form: any;
  height: any;
  hidden: any;
  labels: any;
  open: any;
  required: any;
  reset(): void;
  returnValue: any;
  select(): void;
  selectedOptions: any;
  showModal(): void;
  style: any;
  title: any;
  value: any;
  width: any;
}
interface EventTarget {
  dataset?: any;
}
