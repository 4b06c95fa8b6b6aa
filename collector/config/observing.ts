/** The trial week: everything judges and tells operators, nobody is woken and members hear nothing. */
import type { Fleet } from './fleet.ts';

/** Whether what would page or be told to members is only shown as "would have". */
export const observing = (fleet: Pick<Fleet, 'notify'>): boolean => fleet.notify.mode === 'observe';

/** The standing line while it lasts, for every process, page and command. */
export const observingLine =
  'Observing only: nobody is paged and members are told nothing; cards say what would have been done.';
