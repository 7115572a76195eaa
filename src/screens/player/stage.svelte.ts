/** Where on the page a video may stand: the element a work's page keeps free for it. */
class Stage {
  element = $state.raw<HTMLElement>()

  /** For `{@attach}`. */
  readonly take = (element: HTMLElement): (() => void) => {
    this.element = element
    return () => {
      if (this.element === element) this.element = undefined
    }
  }
}

export const stage = new Stage()
