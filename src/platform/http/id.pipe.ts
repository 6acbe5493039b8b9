import { Injectable, type PipeTransform } from '@nestjs/common';
import { isUUID } from 'class-validator';
import { notFound } from './problem.js';

/** The id in a path. One that is no UUID names nothing: 404, like any other id that does not exist. */
@Injectable()
export class IdPipe implements PipeTransform<unknown, string> {
  transform(value: unknown): string {
    if (typeof value !== 'string' || !isUUID(value)) throw notFound('row');
    return value.toLowerCase();
  }
}
