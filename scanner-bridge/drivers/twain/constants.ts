/** Numbers of the TWAIN 2.5 specification, chapter 8 and twain.h. */
export const dg = { control: 1, image: 2 } as const;

export const dat = {
  capability: 0x0001,
  event: 0x0002,
  identity: 0x0003,
  parent: 0x0004,
  pendingXfers: 0x0005,
  setupMemXfer: 0x0006,
  setupFileXfer: 0x0007,
  status: 0x0008,
  userInterface: 0x0009,
  callback: 0x0010,
  imageInfo: 0x0101,
  imageMemXfer: 0x0103,
  imageNativeXfer: 0x0104,
  imageFileXfer: 0x0105,
  entryPoint: 0x0403,
  callback2: 0x0412,
} as const;

export const msg = {
  get: 0x0001,
  getCurrent: 0x0002,
  getFirst: 0x0004,
  getNext: 0x0005,
  set: 0x0006,
  reset: 0x0007,
  xferReady: 0x0101,
  closeDsReq: 0x0102,
  openDsm: 0x0301,
  closeDsm: 0x0302,
  openDs: 0x0401,
  closeDs: 0x0402,
  disableDs: 0x0501,
  enableDs: 0x0502,
  processEvent: 0x0601,
  endXfer: 0x0701,
  registerCallback: 0x0902,
} as const;

export const rc = {
  success: 0,
  failure: 1,
  checkStatus: 2,
  cancel: 3,
  dsEvent: 4,
  notDsEvent: 5,
  xferDone: 6,
  endOfList: 7,
} as const;

export const cap = {
  xferCount: 0x0001,
  pixelType: 0x0101,
  units: 0x0102,
  xferMech: 0x0103,
  feederEnabled: 0x1002,
  feederLoaded: 0x1003,
  autoFeed: 0x1007,
  indicators: 0x100b,
  duplex: 0x1012,
  duplexEnabled: 0x1013,
  doubleFeedDetection: 0x103f,
  xResolution: 0x1118,
  yResolution: 0x1119,
  supportedSizes: 0x1122,
} as const;

export const type = {
  int8: 0,
  int16: 1,
  int32: 2,
  uint8: 3,
  uint16: 4,
  uint32: 5,
  bool: 6,
  fix32: 7,
} as const;

export const mechanism = { native: 0, file: 1, memory: 2 } as const;
export type Mechanism = keyof typeof mechanism;
export const pixelType = { bitonal: 0, grey: 1, colour: 2 } as const;
/** TWSS_: A4, and none (all that the device can take in). */
export const pageSize = { a4: 1, none: 0 } as const;
/** TWDF_, the surest way of noticing two sheets first: by sound, by light, by their length. */
export const doubleFeedBy = [0, 2, 1] as const;
/** Compression of transferred images: none, JPEG. */
export const compression = { none: 0, jpeg: 6 } as const;
