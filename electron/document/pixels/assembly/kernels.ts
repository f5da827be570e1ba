/**
 * The loops over every pixel of a page, compiled to WebAssembly (`npm run build:kernels`). AssemblyScript, not
 * TypeScript: `i32` and `usize` are its own types, addresses are counted in bytes of the module's memory, and
 * whoever calls has laid everything out there (electron/document/pixels/kernels.ts). Every picture has 64 bytes
 * behind it that may be read or overwritten.
 */

/** Where the module's own data end: pictures are laid out behind it. */
export function freeFrom(): usize {
  return __heap_base;
}

export { luma, halveColour, halveGrey, drawGrey, drawColour } from './resample';
export { extremes, darker, notPaper, paperMeans } from './paper';
export { colourSums, packKind, fillUnknown } from './layers';
export { countValues, sample, edges, evenRow, countColoured, countDark, changes } from './measure';
export { countRuns, piecesOf, near, floodFound, flood, spreadAcross, spreadDown } from './marks';
export { rankAround } from './ranks';
export { encodeFax, faxBytes } from './fax';
