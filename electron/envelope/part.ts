import { z } from 'zod';
import { isReferenceNumber } from '../domain/reference-number.ts';

/** `document-1.jwe` (and following) are the documents, `manifest.jwe` says what they are. */
export type PartName = string;

/** The part that names all others; signed by the kiosk, readable by all, nothing personal in it. */
export const announcementName = 'announcement.jws';
export const manifestName = 'manifest.jwe';

/** Name of the n-th sealed document, counted from 1. */
export const documentName = (number: number): PartName => `document-${number}.jwe`;

const PART_NAME = /^(document-[1-9]\d{0,2}|manifest)\.jwe$/;
export const sha512Schema = z.string().regex(/^[0-9a-f]{128}$/);
export const digestSchema = z.object({ sha512: sha512Schema, size: z.int().nonnegative() });
export const partNameSchema = z.string().regex(PART_NAME);
export const partSchema = digestSchema.extend({ name: partNameSchema });
export const submissionIdSchema = z.uuid();
export const identifierSchema = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/);
export const timeSchema = z.iso.datetime({ offset: true });
export const referenceNumberSchema = z.string().refine(isReferenceNumber);
