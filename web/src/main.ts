import { createPinia } from 'pinia'
import { createApp } from 'vue'
import App from './App.vue'
import { router } from './router'
import { vBusy } from './ui/busy'
import './theme/tokens.css'
import './theme/base.css'

createApp(App).use(createPinia()).use(router).directive('busy', vBusy).mount('#app')
