import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** The screens in a plain browser: `npm run preview`, and built for the visual tests. */
export default defineConfig({
  root: `${import.meta.dirname}/..`,
  plugins: [react()],
  server: { host: '127.0.0.1', port: 4173 },
  build: {
    target: 'chrome114',
    outDir: `${import.meta.dirname}/../../out/preview-screens`,
    emptyOutDir: true,
    assetsInlineLimit: 0,
    rolldownOptions: { input: `${import.meta.dirname}/index.html` },
  },
});
