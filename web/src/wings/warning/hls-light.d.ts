/** The light build has the types of the whole one, less what it leaves out. */
declare module 'hls.js/light' {
  export { default } from 'hls.js'
}
