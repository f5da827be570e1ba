import { textString } from './pdf-objects.ts';

/** What the document says about itself. Nothing in it may name a person or a case. */
export interface DocumentInfo {
  /** When the document was made, ISO 8601 (any offset; written as UTC). */
  readonly createdAt: string;
  /** A neutral title, e.g. "Unterlagen 1234 5678 9012". */
  readonly title: string;
  /** BCP 47 language of the pages, if known. */
  readonly language?: string;
  /** Who made it of what, when and how; names no person either. */
  readonly transferNote?: string;
}

const PRODUCER = 'Einwurf';

const escapeXml = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

/** Whole seconds, UTC: "2026-11-23T09:40:32Z". */
const toUtc = (iso: string): string => new Date(iso).toISOString().replace(/\.\d+Z$/, 'Z');

/** A PDF date: "D:20261123094032Z" (ISO 32000-1, 7.9.4). */
const pdfDate = (iso: string): string => `(D:${toUtc(iso).replace(/[-:T]/g, '')})`;

/** The document information dictionary, saying the same as the XMP packet (ISO 19005-2, 6.6.3). */
export const infoDictionary = ({ createdAt, title }: DocumentInfo): string => {
  const date = pdfDate(createdAt);
  return `<</Title ${textString(title)}/Producer ${textString(PRODUCER)}/CreationDate ${date}/ModDate ${date}>>`;
};

/** Which level of PDF/A-2 the file claims: B renders alike everywhere, U has text in Unicode, too. */
export type Conformance = 'B' | 'U';

/**
 * The XMP packet with the PDF/A identification (ISO 19005-2, 6.6.4).
 * @param extra further rdf:Description elements
 */
export const xmpPacket = (info: DocumentInfo, conformance: Conformance, extra = ''): Uint8Array => {
  const date = toUtc(info.createdAt);
  const language =
    info.language === undefined
      ? ''
      : `<dc:language><rdf:Bag><rdf:li>${escapeXml(info.language)}</rdf:li></rdf:Bag></dc:language>`;
  const note =
    info.transferNote === undefined
      ? ''
      : `<dc:description><rdf:Alt><rdf:li xml:lang="x-default">${escapeXml(info.transferNote)}</rdf:li></rdf:Alt></dc:description>`;
  const packet = `<?xpacket begin="\uFEFF" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"><pdfaid:part>2</pdfaid:part><pdfaid:conformance>${conformance}</pdfaid:conformance></rdf:Description>
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:format>application/pdf</dc:format><dc:title><rdf:Alt><rdf:li xml:lang="x-default">${escapeXml(info.title)}</rdf:li></rdf:Alt></dc:title>${note}${language}</rdf:Description>
<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/"><xmp:CreateDate>${date}</xmp:CreateDate><xmp:ModifyDate>${date}</xmp:ModifyDate></rdf:Description>
<rdf:Description rdf:about="" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"><pdf:Producer>${PRODUCER}</pdf:Producer></rdf:Description>
${extra}</rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>`;
  return Buffer.from(packet, 'utf8');
};
