// A picture is made small before it is sent: nobody sees it larger than a line or two is high.

/** The size in pixels of what is cut out of a picture of this size, and of what becomes of it. */
function sizes(picture, width, height, square) {
  const side = Math.min(picture.width, picture.height);
  const [w, h] = square ? [side, side] : [picture.width, picture.height];
  const scale = Math.min(1, width / w, height / h);
  return [w, h, Math.max(1, Math.round(w * scale)), Math.max(1, Math.round(h * scale))];
}

/**
 * The picture in a file as a `data:` address, so small that it fits into this width and height and has at most so many bytes; `square`:
 * its middle alone. Undefined if it has too many bytes in each of the formats. Fails if the file is no picture.
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
  // Not every browser writes WebP; PNG keeps what is transparent, and is large for a photograph.
  for (const kind of ["image/webp", "image/png", "image/jpeg"]) {
    const address = canvas.toDataURL(kind, 0.88);
    if (address.startsWith(`data:${kind};`) && bytes(address).length <= most) return address;
  }
  return undefined;
}

/** What is in a `data:` address. */
export const bytes = (address) => Uint8Array.from(atob(address.slice(address.indexOf(",") + 1)), (letter) => letter.charCodeAt(0));
