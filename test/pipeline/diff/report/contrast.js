// Runs in the page: every text whose colour does not stand out enough from what is behind it
// (WCAG 2.2, 1.4.3: 4.5 to 1).
(() => {
  const canvas = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });

  function channels(color) {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = color;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  }

  function luminance(color) {
    const [red, green, blue] = channels(color).map((channel) => {
      const part = channel / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  }

  function paperOf(element) {
    const { backgroundColor } = getComputedStyle(element);
    return channels(backgroundColor)[3] === 255 ? backgroundColor : paperOf(element.parentElement);
  }

  return [...document.body.querySelectorAll('*')].flatMap((element) => {
    const text = [...element.childNodes].find(
      (node) => node.nodeType === Node.TEXT_NODE && node.nodeValue.trim(),
    );
    if (text === undefined || !element.checkVisibility()) return [];
    const [ink, paper] = [getComputedStyle(element).color, paperOf(element)].map(luminance);
    const ratio = (Math.max(ink, paper) + 0.05) / (Math.min(ink, paper) + 0.05);
    return ratio >= 4.5 ? [] : [`${text.nodeValue.trim()}: ${ratio.toFixed(2)}`];
  });
})();
