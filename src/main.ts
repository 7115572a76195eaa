import './design/trusted.ts'
import './design/base.css'
import { mount } from 'svelte'
import Root from './app.svelte'
import { choices } from './screens/choices.svelte.ts'

choices.applyTheme()
mount(Root, { target: document.body })
