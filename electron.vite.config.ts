import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';
import { resolve } from 'node:path';

const here = (path: string): string => resolve(import.meta.dirname, path);

// Main side for Electron 25's Node 18 up to the current one, renderer for Chromium 114 and newer
// (docs/decisions/0001-electron-runtime.md). Packages are bundled, so the application carries no node_modules
// but the native and WebAssembly ones.
export default defineConfig({
  main: {
    build: {
      target: 'node18',
      outDir: 'out/main',
      externalizeDeps: false,
      rollupOptions: {
        input: {
          main: here('electron/main.ts'),
          'scanner-host': here('scanner-bridge/host/host-main.ts'),
          'document-worker': here('electron/document/worker.ts'),
          uploader: here('electron/uploader.ts'),
        },
        external: ['electron', 'sharp', 'koffi', /^node:/],
        output: {
          format: 'cjs',
          entryFileNames: '[name].cjs',
          chunkFileNames: 'chunks/[name]-[hash].cjs',
        },
      },
    },
  },
  preload: {
    build: {
      target: 'node18',
      outDir: 'out/preload',
      rollupOptions: {
        input: { preload: here('electron/preload.ts') },
        external: ['electron'],
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: here('renderer'),
    plugins: [react()],
    build: {
      target: 'chrome114',
      outDir: here('out/renderer'),
      emptyOutDir: true,
      assetsInlineLimit: 0,
      rollupOptions: {
        input: { index: here('renderer/index.html'), receipt: here('renderer/receipt.html') },
      },
    },
  },
});
