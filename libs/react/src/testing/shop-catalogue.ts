import {
  instant,
  integer,
  list,
  nullable,
  object,
  oneOf,
  type PayloadsOf,
  type Static,
  text,
  uuid,
} from '@bellhop/protocol';

const rowFields = {
  orgId: uuid,
  propertyId: uuid,
  createdAt: instant,
  updatedAt: instant,
  version: integer(1),
} as const;

const orderSchema = object({
  orderId: uuid,
  ...rowFields,
  title: text(200, 1),
  status: oneOf('open', 'in_progress', 'done', 'cancelled'),
  createdBy: uuid,
  items: list(text(200)),
});

export type Order = Static<typeof orderSchema>;
export type OrderStatus = Order['status'];

const paymentSchema = object({ paymentId: uuid, ...rowFields, payer: nullable(text(200)) });

export type Payment = Static<typeof paymentSchema>;

/** The events of a shop, the example application of this library's specs. */
export const shopCatalogue = {
  orders: {
    OrderCreated: orderSchema,
    OrderUpdated: orderSchema,
    OrderStatusChanged: orderSchema,
    OrderDeleted: object({ orderId: uuid, version: integer(1) }),
  },
  payments: {
    PaymentCreated: paymentSchema,
    PaymentUpdated: paymentSchema,
    PaymentDeleted: object({ paymentId: uuid, version: integer(1) }),
  },
} as const;

declare module '@bellhop/protocol' {
  interface EventCatalogue {
    orders: PayloadsOf<typeof shopCatalogue.orders>;
    payments: PayloadsOf<typeof shopCatalogue.payments>;
  }
}
