/** Every address of the desk. Each page is a chunk of its own, fetched when first opened. */
import { createRouter, createWebHistory } from 'vue-router'
import { useSession } from '@/stores/session'

declare module 'vue-router' {
  interface RouteMeta {
    /** Reachable without a session. */
    open?: boolean
    /** A right without which the page shows 403. */
    right?: string
    /** Which entry of the navigation is lit. */
    section?: 'desk' | 'map' | 'incidents' | 'gas' | 'stations' | 'warnings' | 'registers' | 'audit' | 'duty' | 'situations' | 'alarms'
  }
}

export const router = createRouter({
  history: createWebHistory(),
  routes: [
    { path: '/login', name: 'login', component: () => import('@/wings/core/LoginPage.vue'), meta: { open: true } },
    { path: '/', name: 'desk', component: () => import('@/wings/core/DeskPage.vue'), meta: { section: 'desk' } },
    { path: '/map', name: 'map', component: () => import('@/wings/response/MapPage.vue'), meta: { section: 'map', right: 'incident.list' } },
    {
      path: '/incidents',
      name: 'incidents',
      component: () => import('@/wings/response/IncidentList.vue'),
      meta: { section: 'incidents', right: 'incident.list' },
    },
    {
      path: '/incidents/new',
      name: 'new-incident',
      component: () => import('@/wings/response/NewIncident.vue'),
      meta: { section: 'incidents', right: 'incident.create' },
    },
    {
      path: '/incidents/:id',
      name: 'incident',
      component: () => import('@/wings/response/IncidentWorkspace.vue'),
      meta: { section: 'incidents', right: 'incident.list' },
    },
    {
      path: '/gas/:id?',
      name: 'gas',
      component: () => import('@/wings/response/gas/GasPage.vue'),
      meta: { section: 'gas', right: 'incident.list' },
    },
    {
      path: '/alarms/:id?',
      name: 'alarms',
      component: () => import('@/wings/warning/AlarmsPage.vue'),
      meta: { section: 'alarms', right: 'alarm.list' },
    },
    {
      path: '/warnings/:id?',
      name: 'warnings',
      component: () => import('@/wings/warning/WarningsPage.vue'),
      meta: { section: 'warnings', right: 'warning.list' },
    },
    {
      path: '/duty/:tab?/:id?',
      name: 'duty',
      component: () => import('@/wings/warning/DutyPage.vue'),
      meta: { section: 'duty', right: 'duty.list' },
    },
    {
      path: '/situations/:id?',
      name: 'situations',
      component: () => import('@/wings/warning/SituationPage.vue'),
      meta: { section: 'situations', right: 'situation.list' },
    },
    {
      path: '/tips/:id?',
      name: 'tips',
      component: () => import('@/wings/warning/SituationTips.vue'),
      meta: { section: 'situations', right: 'situation.list' },
    },
    { path: '/inbox', name: 'inbox', component: () => import('@/wings/warning/DutyInbox.vue') },
    { path: '/r/:token', name: 'receipt', component: () => import('@/wings/warning/ReceiptPage.vue'), meta: { open: true } },
    { path: '/public', name: 'public', component: () => import('@/wings/warning/PublicPage.vue'), meta: { open: true } },
    {
      path: '/registers',
      name: 'registers',
      component: () => import('@/wings/core/RegistersPage.vue'),
      meta: { section: 'registers' },
    },
    {
      path: '/registers/:name/:row?',
      name: 'register',
      component: () => import('@/wings/core/RegisterPage.vue'),
      meta: { section: 'registers' },
    },
    {
      path: '/stations',
      name: 'stations',
      component: () => import('@/wings/warning/StationsPage.vue'),
      meta: { section: 'stations', right: 'register.stations.list' },
    },
    {
      path: '/stations/:id',
      name: 'station',
      component: () => import('@/wings/warning/StationPage.vue'),
      meta: { section: 'stations', right: 'register.stations.list' },
    },
    {
      path: '/audit',
      name: 'audit',
      component: () => import('@/wings/core/AuditPage.vue'),
      meta: { section: 'audit', right: 'audit.view' },
    },
    { path: '/:rest(.*)*', name: 'not-found', component: () => import('@/wings/core/NotFoundPage.vue') },
  ],
})

router.beforeEach(async (to) => {
  const session = useSession()
  await session.ensure()
  if (!session.user && !to.meta.open) {
    return { name: 'login', query: to.fullPath === '/' ? {} : { next: to.fullPath } }
  }
  if (session.user && to.name === 'login') return { name: 'desk' }
  // Whoever only keeps a register, an enterprise or a depot, has nothing on the desk.
  if (session.user && to.name === 'desk' && !session.may('incident.list')) return { name: 'registers' }
  return true
})
