// The little that every screen needs. Words become text nodes, never markup.

export const $ = (id) => document.getElementById(id);

export function make(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) node.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) node.setAttribute(name, value);
  }
  node.append(...children.filter((child) => child !== null && child !== ""));
  return node;
}

export function cents(amount) {
  if (amount >= 100) return `$${(amount / 100).toFixed(2)}`;
  return `${amount.toFixed(1)}¢`;
}

export const plural = (count, word) => `${count} ${word}${count === 1 ? "" : "s"}`;

export function national(number) {
  const match = /^\+1(\d{3})(\d{3})(\d{4})$/.exec(number);
  return match ? `(${match[1]}) ${match[2]}-${match[3]}` : number;
}

export function toBottom(log) {
  log.scrollTop = log.scrollHeight;
}
