ALTER TABLE "users" ADD COLUMN "invitation_sent_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "invitation_ends_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "invitation_failed_at" timestamp (3) with time zone;--> statement-breakpoint
UPDATE "users" SET
	"invitation_sent_at" = coalesce("link"."created_at", "users"."created_at"),
	"invitation_ends_at" = coalesce("link"."expires_at", "users"."created_at" + interval '7 days')
FROM "users" AS "invited"
LEFT JOIN "account_links" AS "link" ON "link"."org_id" = "invited"."org_id" AND "link"."user_id" = "invited"."user_id" AND "link"."purpose" = 'invitation'
WHERE "invited"."org_id" = "users"."org_id" AND "invited"."user_id" = "users"."user_id" AND "users"."password_hash" IS NULL;
