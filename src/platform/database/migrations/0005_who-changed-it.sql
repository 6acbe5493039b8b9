ALTER TABLE "bookings" ADD COLUMN "updated_by" uuid;--> statement-breakpoint
ALTER TABLE "tasks" ADD COLUMN "updated_by" uuid;--> statement-breakpoint
ALTER TABLE "properties" ADD COLUMN "updated_by" uuid;--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "updated_by" uuid;--> statement-breakpoint
-- Whoever created a row that was never updated also changed it last. Of the others nobody knows: they stay null.
UPDATE "bookings" SET "updated_by" = "created_by" WHERE "version" = 1;--> statement-breakpoint
UPDATE "tasks" SET "updated_by" = "created_by" WHERE "version" = 1;
