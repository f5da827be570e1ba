import type { TestProject } from 'vitest/node';
import { startPreview } from './preview-server.ts';

declare module 'vitest' {
  interface ProvidedContext {
    readonly previewAddress: string;
  }
}

/** Builds and serves the preview once for all visual tests. */
export default async (project: TestProject): Promise<() => Promise<void>> => {
  const preview = await startPreview();
  project.provide('previewAddress', preview.address);
  return preview.close;
};
