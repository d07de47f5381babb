import { fileURLToPath, URL } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'

const server = process.env.SHANGYOU_SERVER ?? 'http://127.0.0.1:8000'
const proxied = ['/api', '/healthz', '/readyz', '/demo']

export default defineConfig({
  plugins: [vue()],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  server: {
    host: '127.0.0.1',
    proxy: Object.fromEntries(proxied.map((path) => [path, { target: server }])),
  },
  build: {
    target: 'es2022',
    // MapLibre alone is about 1 MB; it is loaded only where there is a map.
    chunkSizeWarningLimit: 1200,
  },
  test: {
    environment: 'happy-dom',
    include: ['tests/**/*.test.ts', 'src/**/*.test.ts'],
    env: { TZ: 'Asia/Shanghai' },
    // Its style modules import CSS, which Node itself cannot.
    server: { deps: { inline: ['element-plus'] } },
  },
})
