// What a page remembers, as far as the browser lets it: choices for good, keys until the window is closed.

function kept(storage) {
  return {
    get(name) {
      try {
        return storage().getItem(`mingxi.${name}`);
      } catch {
        return null; // storage is shut
      }
    },
    set(name, value) {
      try {
        if (value === null) storage().removeItem(`mingxi.${name}`);
        else storage().setItem(`mingxi.${name}`, value);
      } catch {
        // storage is shut or full: the choice holds for this page
      }
    },
  };
}

export const choices = kept(() => localStorage);
export const session = kept(() => sessionStorage);
