"! Gets the ticket of a sales order from OpenDepot.
"! Needs the consumer proxy of sales.wsdl, generated with the prefix ZOD_ (docs/sap.md). The two names marked (*) are the
"! only ones that may be others in your release; SPROXY shows them.
CLASS zcl_od_tickets DEFINITION PUBLIC FINAL CREATE PUBLIC.
  PUBLIC SECTION.
    TYPES:
      BEGIN OF ty_line,
        posnr  TYPE c LENGTH 6,
        matnr  TYPE c LENGTH 40,
        pieces TYPE i,
      END OF ty_line,
      ty_lines TYPE STANDARD TABLE OF ty_line WITH EMPTY KEY,
      BEGIN OF ty_answer,
        ticket     TYPE string,
        url        TYPE string,
        "! X: ask again later with the very same data; it is done once all the same.
        is_to_try  TYPE abap_bool,
        "! For the log of the document: what is wrong, and by which id the other side finds it.
        message    TYPE string,
      END OF ty_answer.

    METHODS constructor
      IMPORTING iv_logical_port TYPE prx_logical_port_name
      RAISING   cx_ai_system_fault.

    "! The same document again gets the same ticket: the order number and the line numbers tell that it is one.
    METHODS ticket_of
      IMPORTING iv_vbeln         TYPE c
                iv_kunnr         TYPE c
                iv_name          TYPE string OPTIONAL
                it_lines         TYPE ty_lines
      RETURNING VALUE(rs_answer) TYPE ty_answer.

  PRIVATE SECTION.
    DATA mo_sales TYPE REF TO zod_co_sales.

    METHODS read_fault
      IMPORTING io_fault         TYPE REF TO zod_cx_service_exception  "(*)
      RETURNING VALUE(rs_answer) TYPE ty_answer.
ENDCLASS.


CLASS zcl_od_tickets IMPLEMENTATION.
  METHOD constructor.
    mo_sales = NEW #( logical_port_name = iv_logical_port ).
  ENDMETHOD.

  METHOD ticket_of.
    DATA ls_request TYPE zod_create_order.
    DATA ls_response TYPE zod_create_order_response.

    " Numbers go as they stand in the document: leading zeros are part of them, on both sides.
    ls_request-order-order_number = iv_vbeln.
    ls_request-order-customer-customer_id = iv_kunnr.
    ls_request-order-customer-name = iv_name.
    ls_request-order-order_lines-order_line = VALUE zod_order_line_tab(
      FOR ls_line IN it_lines
      ( line_number = ls_line-posnr
        item_number = condense( ls_line-matnr )
        quantity    = ls_line-pieces ) ).

    TRY.
        mo_sales->create_order(
          EXPORTING input  = ls_request
          IMPORTING output = ls_response ).
        rs_answer-ticket = ls_response-result-ticket_id.
        rs_answer-url = ls_response-result-ticket_url.
      CATCH zod_cx_service_exception INTO DATA(lx_fault).  "(*)
        " It was read and refused: the same again is refused again, but where it says 'later'.
        rs_answer = read_fault( lx_fault ).
      CATCH cx_ai_system_fault INTO DATA(lx_system).
        " No answer, or 401, 429, 503: nobody knows what was done, so the same document is sent again by the next job run.
        rs_answer-is_to_try = abap_true.
        rs_answer-message = |{ lx_system->code } { lx_system->errortext }|.
      CATCH cx_ai_application_fault INTO DATA(lx_other).
        rs_answer-message = lx_other->get_text( ).
    ENDTRY.
  ENDMETHOD.

  METHOD read_fault.
    DATA(ls_fault) = io_fault->service_fault.
    rs_answer-is_to_try = xsdbool( ls_fault-retry = 'later' ).
    rs_answer-message = |{ ls_fault-code }: { ls_fault-text } (trace { ls_fault-trace_id })|.
    " ORDER_CONFLICT, LIMIT_EXCEEDED and others name the fields: quantity was 2 and is now 3.
    LOOP AT ls_fault-fault_details-fault_detail INTO DATA(ls_detail).
      rs_answer-message = |{ rs_answer-message }, { ls_detail-name } = { ls_detail-value }|.
    ENDLOOP.
  ENDMETHOD.
ENDCLASS.
