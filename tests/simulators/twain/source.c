/* A software TWAIN data source, and for Linux the small data source manager around it.
 *
 * What lies in its feeder stands in the text file named by EINWURF_TWAIN_STACK, one thing a line:
 *   page NUMBER WIDTH HEIGHT BITS | jam | double-feed | cover-open | corrupt | hang | crash | offline | busy (while opening)
 * What has been taken is taken out of the file, so that the stack outlives this process.
 * Written from the TWAIN specification 2.5; struct layouts are packed to 2.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#ifdef _WIN32
#include <windows.h>
#define CALL __stdcall
#else
#include <pthread.h>
#include <unistd.h>
#define CALL
#define EXPORT __attribute__((visibility("default")))
#endif

#pragma pack(push, 2)
typedef struct { uint16_t major, minor, language, country; char info[34]; } Version;
typedef struct { uint32_t id; Version version; uint16_t pmajor, pminor; uint32_t groups; char maker[34], family[34], name[34]; } Identity;
typedef struct { uint16_t cap, con; void *container; } Capability;
typedef struct { uint16_t show, modal; void *parent; } UserInterface;
typedef struct { void *event; uint16_t message; } Event;
typedef struct { uint16_t count; uint32_t eoj; } PendingXfers;
typedef struct { uint32_t min, max, preferred; } SetupMem;
typedef struct { uint16_t compression; uint32_t rowBytes, columns, rows, x, y, written, flags, length; void *memory; } MemXfer;
typedef struct { int16_t xw; uint16_t xf; int16_t yw; uint16_t yf; int32_t width, length; int16_t samples; int16_t bits[8]; int16_t bitsPerPixel; uint16_t planar; int16_t pixelType; uint16_t compression; } ImageInfo;
typedef struct { char name[256]; uint16_t format; int16_t volume; } SetupFile;
typedef struct { uint16_t code, data; } Status;
typedef struct { void *proc; uint32_t ref; int16_t message; } Callback;
typedef struct { void *proc; void *ref; int16_t message; } Callback2;
typedef struct { uint32_t size; void *entry, *allocate, *free, *lock, *unlock; } EntryPoint;
#pragma pack(pop)
typedef uint16_t (CALL *CallbackProc)(void *, void *, uint32_t, uint16_t, uint16_t, void *);

/* ---- memory ---- */
#ifdef _WIN32
static void *mem_new(size_t size) { return GlobalAlloc(GHND, size); }
static void *mem_lock(void *handle) { return GlobalLock(handle); }
static void mem_unlock(void *handle) { GlobalUnlock(handle); }
static void mem_free(void *handle) { GlobalFree(handle); }
#else
/* A handle is the address of an address, so that a program that forgets to lock reads nonsense. */
static void *mem_new(uint32_t size) { void **handle = malloc(sizeof *handle); *handle = calloc(1, size ? size : 1); return handle; }
static void *mem_lock(void *handle) { return *(void **)handle; }
static void mem_unlock(void *handle) { (void)handle; }
static void mem_free(void *handle) { free(*(void **)handle); free(handle); }
#endif

/* ---- the stack of paper ---- */
typedef struct { char what[24]; int number, width, height, bits; } Thing;
static const char *stack_path(void) { return getenv("EINWURF_TWAIN_STACK"); }
static int read_stack(Thing *first) {
  int count = 0; char line[128]; FILE *file = stack_path() ? fopen(stack_path(), "r") : NULL;
  if (!file) return 0;
  while (fgets(line, sizeof line, file)) {
    Thing thing = { "", 0, 0, 0, 24 };
    if (sscanf(line, "%23s %d %d %d %d", thing.what, &thing.number, &thing.width, &thing.height, &thing.bits) < 1) continue;
    if (count++ == 0 && first) *first = thing;
  }
  fclose(file);
  return count;
}
static void drop_first(void) {
  static char rest[65536]; size_t length; char *newline; FILE *file = fopen(stack_path(), "r");
  if (!file) return;
  length = fread(rest, 1, sizeof rest - 1, file); rest[length] = 0; fclose(file);
  newline = strchr(rest, '\n');
  file = fopen(stack_path(), "w");
  if (file) { if (newline) fputs(newline + 1, file); fclose(file); }
}

/* ---- the picture: numbered cells along the top edge, a pattern below ---- */
static int sample(const Thing *t, int x, int y, int channel) {
  if (y < t->width / 32 + 1) return (t->number >> (x * 16 / t->width)) & 1 ? 0 : 255;
  if (t->bits == 1) return ((x / 3 + y / 5 + t->number) & 1) ? 255 : 0;
  return (x * 7 + y * 13 + channel * 50 + t->number * 31) & 255;
}
static int pixel_type(const Thing *t) { return t->bits == 24 ? 2 : t->bits == 8 ? 1 : 0; }
static void fill_row(const Thing *t, int y, uint8_t *row, int bgr) {
  int x, c;
  if (t->bits == 1) { memset(row, 0, (t->width + 7) / 8); for (x = 0; x < t->width; x++) if (sample(t, x, y, 0)) row[x >> 3] |= 0x80 >> (x & 7); return; }
  if (t->bits == 8) { for (x = 0; x < t->width; x++) row[x] = sample(t, x, y, 0); return; }
  for (x = 0; x < t->width; x++) for (c = 0; c < 3; c++) row[x * 3 + c] = sample(t, x, y, bgr ? 2 - c : c);
}
static uint32_t dib_stride(const Thing *t) { return (t->width * t->bits + 31) / 32 * 4; }
static uint32_t dib_size(const Thing *t) { return 40 + (t->bits == 24 ? 0 : 4u << t->bits) + dib_stride(t) * t->height; }
static void fill_dib(const Thing *t, uint8_t *dib) {
  int32_t *h = (int32_t *)dib; int i, y, colours = t->bits == 24 ? 0 : 1 << t->bits; uint8_t *bits = dib + 40 + colours * 4;
  memset(dib, 0, 40);
  h[0] = 40; h[1] = t->width; h[2] = t->height; dib[12] = 1; dib[14] = t->bits; h[6] = h[7] = 3937;
  for (i = 0; i < colours; i++) { int v = t->bits == 1 ? i * 255 : i; memset(dib + 40 + i * 4, v, 3); dib[40 + i * 4 + 3] = 0; }
  for (y = 0; y < t->height; y++) fill_row(t, t->height - 1 - y, bits + y * dib_stride(t), 1);
}

/* ---- the source's state ---- */
static uint16_t condition, mechanism = 0, duplex_on, feeder_on = 1, pixel = 2, xfer_count = 0xffff;
static int resolution = 100, row_at, have_page;
static uint16_t last_fault;
static Thing now;
static SetupFile file_setup;
static volatile int ready, enabled;
static void *parent_window;
static CallbackProc callback;
static Identity app_identity, own_identity;

static uint16_t fail(uint16_t code) { condition = code; return 1; }

#ifdef _WIN32
static DWORD WINAPI get_ready(void *unused) { (void)unused; Sleep(10); ready = 1; PostMessageW((HWND)parent_window, WM_NULL, 0, 0); return 0; }
#else
static void *get_ready(void *unused) {
  (void)unused; usleep(5000); ready = 1;
  if (enabled && callback) callback(&own_identity, &app_identity, 1, 0, 0x101, NULL);
  return NULL;
}
#endif
static void start_getting_ready(void) {
#ifdef _WIN32
  CloseHandle(CreateThread(NULL, 0, get_ready, NULL, 0, NULL));
#else
  pthread_t thread; pthread_create(&thread, NULL, get_ready, NULL); pthread_detach(thread);
#endif
}

static uint16_t fault_code(const char *what) {
  if (!strcmp(what, "jam")) return 20;
  if (!strcmp(what, "double-feed")) return 21;
  if (!strcmp(what, "cover-open")) return 24;
  if (!strcmp(what, "offline") || !strcmp(what, "unplug")) return 23;
  return 0;
}
/* Looks at what comes next. 0: a page can be transferred. */
static uint16_t take_next(void) {
  Thing thing; uint16_t code;
  if (read_stack(&thing) == 0) return 62;
  if ((code = fault_code(thing.what)) != 0) { drop_first(); return code; }
  if (!strcmp(thing.what, "crash")) { drop_first(); abort(); }
  if (!strcmp(thing.what, "hang")) { drop_first(); for (;;) {
#ifdef _WIN32
    Sleep(1000);
#else
    sleep(1);
#endif
  } }
  if (strcmp(thing.what, "same-page-for-ever")) drop_first();
  now = thing; row_at = 0;
  if (now.width == 0) { now.width = 160; now.height = 226; now.bits = 24; }
  if (pixel == 1 && now.bits == 24) now.bits = 8;
  return 0;
}

/* ---- capabilities ---- */
static void *one_value(uint16_t type, uint32_t value) { void *handle = mem_new(6); uint8_t *p = mem_lock(handle); memcpy(p, &type, 2); memcpy(p + 2, &value, 4); mem_unlock(handle); return handle; }
static void *enumeration(uint16_t type, int size, uint32_t count, const uint32_t *values, uint32_t current) {
  void *handle = mem_new(14 + size * count); uint8_t *p = mem_lock(handle); uint32_t i;
  memcpy(p, &type, 2); memcpy(p + 2, &count, 4); memset(p + 6, 0, 8);
  for (i = 0; i < count; i++) { memcpy(p + 14 + i * size, values + i, size); if (values[i] == current) memcpy(p + 6, &i, 4); }
  mem_unlock(handle); return handle;
}
static uint16_t get_cap(Capability *c, int all) {
  static const uint32_t both[] = { 0, 1 }, pixels[] = { 0, 1, 2 }, mechs[] = { 0, 1, 2 }, dpis[] = { 75, 100, 150, 200, 300, 600 };
  c->con = all ? 4 : 5;
  switch (c->cap) {
    case 0x0001: c->con = 5; c->container = one_value(1, xfer_count); return 0;
    case 0x0101: c->container = all ? enumeration(4, 2, 3, pixels, pixel) : one_value(4, pixel); return 0;
    case 0x0102: c->con = 5; c->container = one_value(4, 0); return 0;
    case 0x0103: c->container = all ? enumeration(4, 2, 3, mechs, mechanism) : one_value(4, mechanism); return 0;
    case 0x1002: c->container = all ? enumeration(6, 2, 2, both, feeder_on) : one_value(6, feeder_on); return 0;
    case 0x1003: c->con = 5; c->container = one_value(6, read_stack(NULL) > 0); return 0;
    case 0x1012: c->con = 5; c->container = one_value(4, 2); return 0;
    case 0x1013: c->container = all ? enumeration(6, 2, 2, both, duplex_on) : one_value(6, duplex_on); return 0;
    case 0x1118: case 0x1119: c->container = all ? enumeration(7, 4, 6, dpis, resolution) : one_value(7, resolution); return 0;
    default: return fail(13);
  }
}
static uint16_t set_cap(Capability *c) {
  uint32_t value; memcpy(&value, (uint8_t *)mem_lock(c->container) + 2, 4); mem_unlock(c->container);
  switch (c->cap) {
    case 0x0001: xfer_count = value; return 0;
    case 0x0101: pixel = value; return 0;
    case 0x0103: mechanism = value; return 0;
    case 0x1002: feeder_on = value != 0; return 0;
    case 0x1013: duplex_on = value != 0; return 0;
    case 0x1118: case 0x1119: resolution = value & 0xffff; return 0;
    case 0x1102: case 0x1007: case 0x0102: return 0;
    default: return fail(13);
  }
}

/* ---- transfers ---- */
static uint16_t strip(MemXfer *x) {
  uint32_t row_bytes = now.bits == 1 ? (now.width + 7) / 8 : now.width * (now.bits / 8), rows, i;
  row_bytes = (row_bytes + 3) & ~3u;
  if (!strcmp(now.what, "corrupt")) { x->rowBytes = 1; x->columns = now.width; x->rows = 10; x->x = x->y = 0; x->written = 4; x->compression = 0; return 6; }
  rows = x->length / row_bytes;
  if (rows > 37) rows = 37;
  if (rows > (uint32_t)(now.height - row_at)) rows = now.height - row_at;
  for (i = 0; i < rows; i++) fill_row(&now, row_at + i, (uint8_t *)x->memory + i * row_bytes, 0);
  x->compression = 0; x->rowBytes = row_bytes; x->columns = now.width; x->rows = rows; x->x = 0; x->y = row_at; x->written = rows * row_bytes;
  row_at += rows;
  return row_at == now.height ? 6 : 0;
}
static uint16_t write_file(void) {
  uint8_t head[14] = "BM"; uint32_t size = dib_size(&now), whole = size + 14, offset = whole - dib_stride(&now) * now.height; uint8_t *dib = malloc(size);
  FILE *file = fopen(file_setup.name, "wb");
  if (!file) { free(dib); return fail(22); }
  fill_dib(&now, dib); memcpy(head + 2, &whole, 4); memcpy(head + 10, &offset, 4);
  fwrite(head, 1, 14, file); fwrite(dib, 1, size, file); fclose(file); free(dib);
  return 6;
}
static uint16_t image(uint16_t data, void *content) {
  if (data == 0x101) {
    ImageInfo *info = content;
    last_fault = take_next(); have_page = last_fault == 0;
    if (!have_page) return fail(last_fault);
    memset(info, 0, sizeof *info);
    info->xw = info->yw = resolution; info->width = now.width; info->length = now.height;
    info->samples = now.bits == 24 ? 3 : 1; info->bits[0] = info->bits[1] = info->bits[2] = now.bits == 1 ? 1 : 8;
    info->bitsPerPixel = now.bits; info->pixelType = pixel_type(&now);
    return 0;
  }
  if (!have_page) return fail(last_fault);
  if (data == 0x103) return strip(content);
  if (data == 0x104) {
    void *handle = mem_new(dib_size(&now));
    fill_dib(&now, mem_lock(handle)); mem_unlock(handle); *(void **)content = handle;
    return 6;
  }
  return data == 0x105 ? write_file() : fail(9);
}

static uint16_t source(const Identity *origin, uint32_t group, uint16_t data, uint16_t message, void *content) {
  if (group == 2) return image(data, content);
  switch (data) {
    case 0x0001: return message == 6 ? set_cap(content) : get_cap(content, message == 1);
    case 0x0002: {
      Event *event = content; event->message = 0;
      if (!ready || !enabled) return 5;
      ready = 0; event->message = 0x101; return 4;
    }
    case 0x0003:
      if (message == 1 || message == 4) {
        Identity *id = content; uint32_t keep = id->id; memset(id, 0, sizeof *id);
        id->id = keep; id->version.major = 1; id->pmajor = 2; id->pminor = 4; id->groups = 0x40000003;
        strcpy(id->maker, "Einwurf"); strcpy(id->family, "Simulated feeder"); strcpy(id->name, "Simulated TWAIN source");
        own_identity = *id;
      }
      if (origin) app_identity = *origin;
      return 0;
    case 0x0005: {
      PendingXfers *p = content; memset(p, 0, sizeof *p);
      if (message == 0x701) p->count = read_stack(NULL) > 0 && (feeder_on && xfer_count != 1) ? 0xffff : 0;
      return 0;
    }
    case 0x0006: { SetupMem *s = content; s->min = 4096; s->max = 1 << 20; s->preferred = 65536; return 0; }
    case 0x0007: if (message == 6) file_setup = *(SetupFile *)content; return 0;
    case 0x0008: { Status *s = content; s->code = condition; s->data = 0; condition = 0; return 0; }
    case 0x0009:
      if (message == 0x502) {
        Thing thing;
        if (read_stack(&thing) == 0) return fail(62);
        parent_window = ((UserInterface *)content)->parent; enabled = 1; ready = 0;
        start_getting_ready();
      } else { enabled = 0; ready = 0; }
      return 0;
    default: return fail(9);
  }
}

#ifdef _WIN32
uint16_t CALL DS_Entry(Identity *origin, uint32_t group, uint16_t data, uint16_t message, void *content) {
  return source(origin, group, data, message, content);
}
#else
EXPORT uint16_t DSM_Entry(Identity *origin, Identity *dest, uint32_t group, uint16_t data, uint16_t message, void *content) {
  if (dest != NULL) {
    if (data == 0x412 && message == 0x902) { callback = (CallbackProc)((Callback2 *)content)->proc; return 0; }
    if (data == 0x010 && message == 0x902) { callback = (CallbackProc)((Callback *)content)->proc; return 0; }
    return source(origin, group, data, message, content);
  }
  switch (data) {
    case 0x0004: if (message == 0x301) origin->groups |= 0x10000000; return 0;
    case 0x0003:
      if (message == 5) return 7;
      if (message == 0x402) { enabled = 0; return 0; }
      if (message == 0x401) {
        Thing thing;
        if (read_stack(&thing) > 0 && !strcmp(thing.what, "busy")) { drop_first(); return fail(4); }
      }
      return source(origin, group, data, message == 0x401 ? 1 : message, content);
    case 0x0008: return source(origin, group, data, message, content);
    case 0x0403: {
      EntryPoint *e = content;
      e->entry = (void *)DSM_Entry; e->allocate = (void *)mem_new; e->free = (void *)mem_free; e->lock = (void *)mem_lock; e->unlock = (void *)mem_unlock;
      return 0;
    }
    default: return fail(9);
  }
}
#endif
