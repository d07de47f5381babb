import { fileURLToPath, URL } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { ElementPlusResolver } from 'unplugin-vue-components/resolvers'
import components from 'unplugin-vue-components/vite'
import { defineConfig } from 'vitest/config'

const server = process.env.SHANGYOU_SERVER ?? 'http://127.0.0.1:8000'
const proxied = ['/api', '/healthz', '/readyz', '/demo']

export default defineConfig({
  plugins: [
    vue(),
    // Element Plus components are found by their tag and bring only their own styles.
    components({ dirs: [], dts: 'src/components.d.ts', resolvers: [ElementPlusResolver()] }),
  ],
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
  },
})
