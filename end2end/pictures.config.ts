import plays from "./playwright.config";

// The pictures in the README and the guides, made from the running program, so that they can be
// repeated.
export default { ...plays, testDir: "pictures", outputDir: "output/pictures" };
