import type { ParentPort } from '../domain/child-port.ts';
import { joinPieces } from '../domain/message-pieces.ts';
import { failed, ok, type Result } from '../domain/result.ts';
import { openBarcodeReader, type BarcodeReader } from './barcodes.ts';
import { DocumentInProgress } from './document-in-progress.ts';
import type { DocumentProblem, PageProblem } from './document-problem.ts';
import { currentRuntime, openImageLibrary, type ImageLibrary } from './image-library.ts';
import { giveWay } from './give-way.ts';
import { ingestPage, prepareOriginal } from './ingest.ts';
import { readPage } from './text/read-page.ts';
import { createLatelyDecoded } from './lately-decoded.ts';
import { requestSchema, type Answer, type Request } from './protocol.ts';

/**
 * The program of the document process: one per visit. It holds pages in memory only, has no network and
 * writes no file; the parent ends it with the visit and its memory goes with it.
 */

type Problem = PageProblem | DocumentProblem;
type Library = Promise<Result<ImageLibrary, 'image-library-missing'>>;

/** The parent, whether this runs as Electron's utility process or as a child of plain Node. */
const parentPort = (): ParentPort => {
  const electron = (process as unknown as { parentPort?: ElectronParent }).parentPort;
  if (electron !== undefined) {
    return {
      post: (message) => electron.postMessage(message),
      onMessage: (listener) => electron.on('message', ({ data }) => listener(data)),
    };
  }
  return {
    post: (message) => void process.send?.(message),
    onMessage: (listener) => {
      process.on('message', listener);
      process.on('disconnect', () => process.exit(0));
    },
  };
};

interface ElectronParent {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (message: { data: unknown }) => void): void;
}

const lately = createLatelyDecoded();
const documents = new Map<number, DocumentInProgress>();

type PdfRequest = Request & { kind: 'pdf-begin' | 'pdf-page' | 'pdf-end' };

const answerPdf = async (request: PdfRequest): Promise<Result<unknown, Problem>> => {
  if (request.kind === 'pdf-begin') {
    const document = new DocumentInProgress(request.mostBytes);
    documents.set(request.document, document);
    return ok({ bytes: document.begin() });
  }
  const document = documents.get(request.document);
  if (document === undefined) return failed('worker-failed');
  if (request.kind === 'pdf-page') {
    const { original, rotation, dpi, prepared, words } = request.page;
    const added = document.addPage({
      original,
      rotation,
      dpi,
      ...(prepared === undefined ? {} : { prepared }),
      ...(words === undefined ? {} : { words }),
    });
    return added.ok ? ok({ bytes: added.value }) : added;
  }
  documents.delete(request.document);
  const { createdAt, title, language, transferNote } = request.info;
  return document.end({
    createdAt,
    title,
    ...(language === undefined ? {} : { language }),
    ...(transferNote === undefined ? {} : { transferNote }),
  });
};

const answer = async (
  library: Library,
  barcodes: Promise<BarcodeReader>,
  request: Request,
): Promise<Result<unknown, Problem>> => {
  switch (request.kind) {
    case 'ingest': {
      const opened = await library;
      const { image, dpi, treat, look } = request;
      const readBarcodes = await barcodes;
      return opened.ok
        ? ingestPage(opened.value, image, dpi, { treat, look, readBarcodes, lately })
        : opened;
    }
    case 'prepare': {
      const opened = await library;
      const { original, dpi, treatment, blackened } = request;
      return opened.ok
        ? prepareOriginal(opened.value, original, dpi, treatment, blackened, lately)
        : opened;
    }
    case 'read': {
      const opened = await library;
      const { prepared, rotation, languages } = request;
      return opened.ok ? readPage(opened.value, prepared, rotation, languages) : opened;
    }
    case 'pdf-begin':
    case 'pdf-page':
    case 'pdf-end':
      return answerPdf(request);
    case 'start':
    case 'pdf-drop':
      throw new Error('answered elsewhere');
  }
};

const serve = (port: ParentPort): void => {
  let library: Library = Promise.resolve(failed('image-library-missing'));
  let barcodes: Promise<BarcodeReader> = Promise.resolve(() => Promise.resolve([]));
  const reply = (message: Answer): void => port.post(message);
  const hear = joinPieces((message) => {
    // Requests come from our own parent; one that does not parse is a bug, and ends the process.
    const request = requestSchema.parse(message);
    if (request.kind === 'start') {
      library = openImageLibrary(currentRuntime(request.sharpWasmFolder));
      barcodes = openBarcodeReader(request.sharpWasmFolder);
    } else if (request.kind === 'pdf-drop') {
      documents.delete(request.document);
    } else {
      void answer(library, barcodes, request).then((result) => {
        const { id } = request;
        if (result.ok) reply({ kind: 'done', id, value: result.value });
        else reply({ kind: 'problem', id, problem: result.problem });
      });
    }
  });
  port.onMessage(hear);
};

// On a small machine the screens come first: a finger waits for an answer, a page does not.
giveWay();
serve(parentPort());
