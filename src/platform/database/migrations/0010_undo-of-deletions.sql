CREATE TABLE "deleted_rows" (
	"org_id" uuid NOT NULL,
	"resource" text NOT NULL,
	"row_id" uuid NOT NULL,
	"deleted_by" uuid NOT NULL,
	"deleted_at" timestamp (3) with time zone NOT NULL,
	"content" jsonb NOT NULL,
	"version" integer NOT NULL,
	CONSTRAINT "deleted_rows_org_id_resource_row_id_pk" PRIMARY KEY("org_id","resource","row_id")
);
--> statement-breakpoint
ALTER TABLE "deleted_rows" ADD CONSTRAINT "deleted_rows_org_id_deleted_by_users_org_id_user_id_fk" FOREIGN KEY ("org_id","deleted_by") REFERENCES "public"."users"("org_id","user_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "deleted_rows_age" ON "deleted_rows" USING btree ("deleted_at");