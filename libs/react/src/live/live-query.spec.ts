import { expect, it } from '@jest/globals';
import type { Order, Payment } from '../testing/shop-catalogue.js';
import { defineLiveAggregate } from './live-aggregate.js';
import { defineLiveQuery, type LiveQuery } from './live-query.js';

const compare = (): number => 0;

it('takes its rows from the events it names', () => {
  const payments = defineLiveQuery({
    domain: 'payments',
    name: 'payments',
    path: '/payments',
    id: 'paymentId',
    events: { PaymentCreated: 'create', PaymentUpdated: 'put', PaymentDeleted: 'remove' },
    accepts: (payment, { payer }: { readonly payer?: string }) => payer === undefined || payment.payer === payer,
    compare: (a, b) => a.createdAt.localeCompare(b.createdAt),
  });
  const typed: LiveQuery<Payment, { readonly payer?: string }> = payments;
  expect(typed).toMatchObject({ domain: 'payments', name: 'payments', pageSize: 50 });
  expect([...typed.effects]).toEqual([
    ['PaymentCreated', 'create'],
    ['PaymentUpdated', 'put'],
    ['PaymentDeleted', 'remove'],
  ]);
  expect(typed.idOf({ paymentId: '7' } as Payment)).toBe('7');
});

it('shows every row in every view by default', () => {
  const orders: LiveQuery<Order> = defineLiveQuery({
    domain: 'orders',
    name: 'orders',
    path: '/orders',
    id: 'orderId',
    events: { OrderCreated: 'create' },
    compare,
  });
  expect(orders.accepts({} as Order, {})).toBe(true);
});

/** Checked only by the compiler. */
export function mistakes(): void {
  const orders = { domain: 'orders', name: 'orders', path: '/orders', compare } as const;
  // @ts-expect-error the domain raises no such event
  defineLiveQuery({ ...orders, id: 'orderId', events: { OrderCreated: 'put', PaymentCreated: 'put' } });
  // @ts-expect-error the rows have no such field
  defineLiveQuery({ ...orders, id: 'paymentId', events: { OrderCreated: 'put' } });
  // @ts-expect-error rows are told apart by text
  defineLiveQuery({ ...orders, id: 'version', events: { OrderCreated: 'put' } });
  // @ts-expect-error events have no such effect
  defineLiveQuery({ ...orders, id: 'orderId', events: { OrderCreated: 'insert' } });
  // @ts-expect-error the domain raises no such event
  defineLiveAggregate({ domain: 'orders', name: 'summary', path: '/orders/summary', events: ['PaymentCreated'] });
}
