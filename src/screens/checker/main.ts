/** The stand-alone checker: one HTML file that needs no site, no wallet and no network. Built by tools of vite.config.ts. */
import '../../design/base.css'
import { mount } from 'svelte'
import Checker from './checker.svelte'

// What stands there until now says that scripts do not run.
document.body.replaceChildren()
mount(Checker, { target: document.body })
