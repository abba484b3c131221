// Pictures are scaled down before upload: they are never shown larger than a line or two of text.

/** The width and height in pixels of the cropped area, and of the result. */
function sizes(picture, width, height, square) {
  const side = Math.min(picture.width, picture.height);
  const [w, h] = square ? [side, side] : [picture.width, picture.height];
  const scale = Math.min(1, width / w, height / h);
  return [w, h, Math.max(1, Math.round(w * scale)), Math.max(1, Math.round(h * scale))];
}

/**
 * The picture in a file as a `data:` address that fits into `width` × `height` pixels and has at
 * most `most` bytes; `square`: cropped to the centre. Undefined if it is too large in every format.
 * Fails if the file is not a picture.
 */
export async function shrunk(file, width, height, square, most) {
  const picture = await createImageBitmap(file);
  const [w, h, wide, high] = sizes(picture, width, height, square);
  const canvas = document.createElement("canvas");
  canvas.width = wide;
  canvas.height = high;
  const context = canvas.getContext("2d");
  context.imageSmoothingQuality = "high";
  context.drawImage(picture, (picture.width - w) / 2, (picture.height - h) / 2, w, h, 0, 0, wide, high);
  picture.close();
  // Not every browser can encode WebP. PNG keeps transparency but is large for photographs.
  for (const kind of ["image/webp", "image/png", "image/jpeg"]) {
    const address = canvas.toDataURL(kind, 0.88);
    if (address.startsWith(`data:${kind};`) && bytes(address).length <= most) return address;
  }
  return undefined;
}

/** The bytes in a `data:` address. */
export const bytes = (address) => Uint8Array.from(atob(address.slice(address.indexOf(",") + 1)), (letter) => letter.charCodeAt(0));
