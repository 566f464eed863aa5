import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

// Vite reads the default export of this file. `npx vite apps/portal` serves the sources and asks
// the platform on port 8080 for data.
export default defineConfig({
  base: '/',
  plugins: [react()],
  build: {
    outDir: '../../dist/portal',
    emptyOutDir: true,
    // A data: address would need a wider content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: { proxy: { '/api': 'http://127.0.0.1:8080' } },
});
