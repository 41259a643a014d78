// Small makers of elements. Text goes in as text, never as markup.

const SVG = "http://www.w3.org/2000/svg";

/** An element: properties, listeners (on…), attributes (with a - or in lower case). */
function make(tag, properties = {}, ...children) {
  return dressed(document.createElement(tag), properties, children);
}

/** An SVG element. */
function draw(tag, properties = {}, ...children) {
  return dressed(document.createElementNS(SVG, tag), properties, children);
}

function dressed(element, properties, children) {
  for (const [key, value] of Object.entries(properties)) {
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (value !== null && value !== undefined) element.setAttribute(key, value);
  }
  element.append(...children.filter((child) => child !== null));
  return element;
}

/** The element of the template with an id. */
function at(id) {
  return document.getElementById(id);
}

/** Set a text only where it differs. */
function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}
